# %%
import numpy as np
import pandas as pd
# %%
rng = np.random.default_rng(3)
n = 120_000
raw = pd.DataFrame({
    "name": rng.choice([" Anna", "bruno ", "CARLA", "dario", None], n),
    "city": rng.choice(["Torino", "torino", "TORINO ", "Milano", "milano"], n),
    "age": rng.normal(45, 20, n).round(),
    "income": rng.lognormal(10, 0.6, n),
    "joined": rng.choice(["2021-03-04", "04/03/2021", "2020-12-31", "31/12/2020", ""], n),
})
raw.loc[rng.random(n) < 0.08, "income"] = np.nan
raw.sample(5, random_state=1)
# %%
raw.isna().mean()
# %%
clean = raw.copy()
clean["name"] = clean["name"].str.strip().str.title()
clean["city"] = clean["city"].str.strip().str.title()
clean["city"].value_counts()
# %%
clean = clean[(clean["age"] >= 0) & (clean["age"] <= 110)]
len(raw) - len(clean)
# %%
iso = pd.to_datetime(clean["joined"], format="%Y-%m-%d", errors="coerce")
local = pd.to_datetime(clean["joined"], format="%d/%m/%Y", errors="coerce")
clean["joined"] = iso.fillna(local)
clean["joined"].isna().mean()
# %%
clean["income"] = clean.groupby("city")["income"].transform(lambda s: s.fillna(s.median()))
# %%
low, high = clean["income"].quantile([0.01, 0.99])
clean["income"] = clean["income"].clip(low, high)
clean["income"].describe()
# %%
clean["decade"] = (clean["age"] // 10 * 10).astype(int)
summary = clean.pivot_table(index="decade", columns="city", values="income", aggfunc="median").round()
summary
# %%
duplicates = clean.duplicated(["name", "city", "age", "joined"]).sum()
print(f"{duplicates} rows may be double")
# %%
merged = clean.merge(summary.stack().rename("usual").reset_index(), on=["decade", "city"])
merged["ratio"] = merged["income"] / merged["usual"]
merged.groupby("city")["ratio"].agg(["mean", "median", "std"])
# %%
merged.nlargest(5, "ratio")[["name", "city", "age", "ratio"]]
