# %%
import numpy as np
import pandas as pd
import matplotlib.pyplot as plt
pd.set_option("display.max_rows", 12)
# %%
rng = np.random.default_rng(7)
n = 300_000
sales = pd.DataFrame({
    "day": pd.Timestamp("2023-01-01") + pd.to_timedelta(rng.integers(0, 730, n), unit="D"),
    "shop": rng.choice(["Pisa", "Lucca", "Siena", "Arezzo", "Prato"], n),
    "product": rng.choice([f"P{i:03d}" for i in range(150)], n),
    "units": rng.poisson(3, n) + 1,
    "price": rng.gamma(4, 6, n).round(2),
})
sales["revenue"] = sales["units"] * sales["price"]
sales.head()
# %%
sales.info()
# %%
sales.isna().sum()
# %%
monthly = sales.groupby([sales["day"].dt.to_period("M"), "shop"])["revenue"].sum().unstack()
monthly.tail()
# %%
monthly.plot(figsize=(9, 4), title="revenue by shop")
plt.ylabel("EUR")
plt.show()
# %%
top = sales.groupby("product")["revenue"].agg(["sum", "mean", "count"]).sort_values("sum", ascending=False).head(10)
top
# %%
pivot = sales.pivot_table(index="shop", columns=sales["day"].dt.dayofweek, values="units", aggfunc="mean")
pivot.round(2)
# %%
sales["weekend"] = sales["day"].dt.dayofweek >= 5
sales.groupby(["shop", "weekend"])["revenue"].mean().unstack()
# %%
daily = sales.set_index("day").sort_index()["revenue"].resample("D").sum()
smooth = daily.rolling(14, center=True).mean()
ax = daily.plot(alpha=0.3, figsize=(9, 3))
smooth.plot(ax=ax)
# %%
quartiles = pd.qcut(sales["price"], 4, labels=["low", "mid", "high", "top"])
sales.groupby(quartiles, observed=True)["units"].describe()
# %%
report = monthly.sum().to_frame("total").assign(share=lambda t: t["total"] / t["total"].sum())
report
