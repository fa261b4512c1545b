# %%
import numpy as np
import matplotlib.pyplot as plt
# %%
def accelerations(position, mass, softening=0.05):
    apart = position[None, :, :] - position[:, None, :]
    near = ((apart ** 2).sum(axis=2) + softening ** 2) ** -1.5
    return (apart * (near * mass)[:, :, None]).sum(axis=1)
# %%
rng = np.random.default_rng(2)
count = 120
mass = np.full(count, 1 / count)
position = rng.normal(0, 1, (count, 2))
velocity = rng.normal(0, 0.3, (count, 2))
track = [position.copy()]
# %%
step = 0.01
force = accelerations(position, mass)
for _ in range(600):
    velocity += force * step / 2
    position += velocity * step
    force = accelerations(position, mass)
    velocity += force * step / 2
    track.append(position.copy())
track = np.array(track)
track.shape
# %%
plt.plot(track[:, :15, 0], track[:, :15, 1], lw=0.5)
plt.axis("equal")
plt.show()
# %%
def energy(frame, previous):
    v = (frame - previous) / step
    apart = np.linalg.norm(frame[None] - frame[:, None], axis=2) + np.eye(count)
    return (mass[:, None] * v ** 2).sum() / 2 - (np.triu(1 / apart, 1) * mass[0] ** 2).sum()
energies = [energy(track[i], track[i - 1]) for i in range(1, len(track), 5)]
# %%
plt.plot(energies)
# %%
heat = np.zeros((200, 200))
heat[80:120, 80:120] = 100
frames = [heat.copy()]
for i in range(800):
    heat[1:-1, 1:-1] += 0.2 * (heat[2:, 1:-1] + heat[:-2, 1:-1] + heat[1:-1, 2:] + heat[1:-1, :-2] - 4 * heat[1:-1, 1:-1])
    if i % 100 == 0:
        frames.append(heat.copy())
len(frames), heat.max()
# %%
fig, axes = plt.subplots(1, 4, figsize=(10, 3))
for ax, frame in zip(axes, frames[::2]):
    ax.imshow(frame, vmin=0, vmax=100, cmap="inferno")
    ax.axis("off")
plt.show()
# %%
profile = heat[100]
print(profile.argmax(), round(float(profile.sum()), 3))
