# %%
import numpy as np
import matplotlib.pyplot as plt
np.random.seed(42)
# %%
points = np.random.rand(2_000_000, 2)
inside = (points ** 2).sum(axis=1) <= 1
print("pi is about", 4 * inside.mean())
# %%
steps = 4 * np.cumsum(inside) / np.arange(1, len(inside) + 1)
plt.plot(steps[::2000])
plt.axhline(np.pi, color="k")
# %%
def walk(n, m):
    return np.cumsum(np.random.choice([-1, 1], size=(m, n)), axis=1)
walks = walk(1000, 2000)
walks.shape
# %%
plt.plot(walks[:20].T, alpha=0.5)
plt.plot(walks.std(axis=0), "k--")
plt.show()
# %%
spot, strike, rate, volatility, years = 100, 105, 0.02, 0.3, 1
z = np.random.standard_normal(1_500_000)
ends = spot * np.exp((rate - volatility ** 2 / 2) * years + volatility * np.sqrt(years) * z)
price = np.exp(-rate * years) * np.maximum(ends - strike, 0)
price.mean(), price.std() / np.sqrt(len(price))
# %%
plt.hist(ends, bins=120)
plt.axvline(strike, color="r")
plt.show()
# %%
strikes = np.arange(80, 131, 5)
curve = [np.exp(-rate) * np.maximum(ends - k, 0).mean() for k in strikes]
dict(zip(strikes.tolist(), np.round(curve, 2)))
# %%
greeks = {}
for name, bump in {"delta": (1, 0), "vega": (0, 0.01)}.items():
    moved = (spot + bump[0]) * np.exp((rate - (volatility + bump[1]) ** 2 / 2) + (volatility + bump[1]) * z)
    greeks[name] = np.exp(-rate) * np.maximum(moved - strike, 0).mean() - price.mean()
greeks
