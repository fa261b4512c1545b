# %%
import numpy as np
import pandas as pd
import matplotlib.pyplot as plt
# %%
def make_series(seed, days=3000):
    rng = np.random.default_rng(seed)
    index = pd.date_range("2015-01-01", periods=days)
    trend = np.linspace(10, 30, days)
    season = 8 * np.sin(2 * np.pi * np.arange(days) / 365.25)
    return pd.Series(trend + season + rng.normal(0, 2, days), index=index)
# %%
series = {f"station {i}": make_series(i) for i in range(40)}
frame = pd.DataFrame(series)
frame.shape
# %%
frame.iloc[:, :4].plot(figsize=(9, 3), alpha=0.6)
# %%
monthly = frame.resample("MS").mean()
monthly.head()
# %%
def decompose(s, window=365):
    trend = s.rolling(window, center=True, min_periods=1).mean()
    seasonal = (s - trend).groupby(s.index.dayofyear).transform("mean")
    return trend, seasonal, s - trend - seasonal
# %%
rests = {}
for name, s in frame.items():
    trend, seasonal, rest = decompose(s)
    rests[name] = rest.std()
pd.Series(rests).describe()
# %%
trend, seasonal, rest = decompose(frame["station 3"])
fig, axes = plt.subplots(3, 1, figsize=(9, 6), sharex=True)
for ax, part, title in zip(axes, (trend, seasonal, rest), ("trend", "season", "rest")):
    ax.plot(part)
    ax.set_title(title)
plt.show()
# %%
def autocorrelation(s, lags):
    s = s - s.mean()
    return [float((s * s.shift(lag)).mean() / s.var()) for lag in lags]
acf = autocorrelation(frame["station 3"], range(0, 400, 5))
plt.plot(range(0, 400, 5), acf)
# %%
forecast = monthly.shift(12).iloc[12:]
error = (monthly.iloc[12:] - forecast).abs().mean()
error.sort_values().head()
