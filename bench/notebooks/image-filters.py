# %%
import numpy as np
import matplotlib.pyplot as plt
from sklearn.datasets import load_sample_images
# %%
def picture(size=700):
    y, x = np.mgrid[0:size, 0:size] / size
    red = np.sin(12 * x) * np.cos(9 * y)
    green = np.hypot(x - 0.5, y - 0.4)
    blue = ((x * 8).astype(int) + (y * 8).astype(int)) % 2
    return np.clip(np.stack([red, green, blue], axis=-1), 0, 1)
image = picture()
plt.imshow(image)
# %%
gray = image @ [0.299, 0.587, 0.114]
gray.mean(), gray.std()
# %%
def convolve(a, kernel):
    k = kernel.shape[0] // 2
    padded = np.pad(a, k, mode="edge")
    windows = np.lib.stride_tricks.sliding_window_view(padded, kernel.shape)
    return np.einsum("ijkl,kl->ij", windows, kernel)
# %%
g = np.exp(-np.linspace(-2, 2, 11) ** 2)
blurred = convolve(gray, np.outer(g, g) / g.sum() ** 2)
# %%
sobel = np.array([[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]])
edges = np.hypot(convolve(blurred, sobel), convolve(blurred, sobel.T))
# %%
fig, axes = plt.subplots(1, 3, figsize=(10, 4))
for ax, shown, title in zip(axes, (gray, blurred, edges), ("gray", "blurred", "edges")):
    ax.imshow(shown, cmap="gray")
    ax.set_title(title)
    ax.axis("off")
plt.show()
# %%
spectrum = np.log1p(np.abs(np.fft.fftshift(np.fft.fft2(gray))))
plt.imshow(spectrum)
# %%
u, s, v = np.linalg.svd(gray, full_matrices=False)
errors = [float(np.linalg.norm(gray - (u[:, :k] * s[:k]) @ v[:k]) / np.linalg.norm(gray)) for k in (5, 20, 50, 100)]
errors
# %%
histogram, borders = np.histogram(gray, bins=256)
cumulative = histogram.cumsum() / histogram.sum()
equal = np.interp(gray, borders[1:], cumulative)
plt.imshow(equal, cmap="gray");
