# %%
import numpy as np
import pandas as pd
from scipy import stats
import matplotlib.pyplot as plt
import warnings
warnings.filterwarnings("ignore")
# %%
rng = np.random.default_rng(21)
people = pd.DataFrame({
    "group": rng.choice(list("ABC"), 5000),
    "age": rng.integers(18, 80, 5000),
    "before": rng.normal(50, 10, 5000),
})
people["after"] = people["before"] + people["group"].map({"A": 0, "B": 2, "C": 4}) + rng.normal(0, 6, 5000)
people.head()
# %%
people.groupby("group")[["before", "after"]].agg(["mean", "sem"])
# %%
gain = people["after"] - people["before"]
stats.f_oneway(*(gain[people["group"] == g] for g in "ABC"))
# %%
def bootstrap(values, times=4000):
    values = np.asarray(values)
    means = rng.choice(values, (times, len(values))).mean(axis=1)
    return np.percentile(means, [2.5, 97.5])
intervals = {g: bootstrap(gain[people["group"] == g][:500]) for g in "ABC"}
intervals
# %%
fig, ax = plt.subplots()
for i, (g, (low, high)) in enumerate(intervals.items()):
    ax.plot([low, high], [i, i], "o-", label=g)
ax.legend()
# %%
def permutation(a, b, times=3000):
    both, real = np.concatenate([a, b]), np.mean(a) - np.mean(b)
    count = 0
    for _ in range(times):
        rng.shuffle(both)
        count += abs(both[:len(a)].mean() - both[len(a):].mean()) >= abs(real)
    return count / times
permutation(gain[people["group"] == "A"].to_numpy()[:600], gain[people["group"] == "B"].to_numpy()[:600])
# %%
slope, intercept, r, p, error = stats.linregress(people["age"], people["after"])
print(f"{slope:.4f} ± {error:.4f}, p = {p:.2f}")
# %%
people["band"] = pd.cut(people["age"], [17, 30, 45, 60, 80])
pd.crosstab(people["band"], people["group"], values=gain, aggfunc="mean").round(2)
# %%
stats.chi2_contingency(pd.crosstab(people["band"], people["group"]))[1]
