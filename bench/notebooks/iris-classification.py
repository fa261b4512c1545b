# %%
import numpy as np
import pandas as pd
import matplotlib.pyplot as plt
from sklearn.datasets import load_iris
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import cross_val_score, train_test_split
from sklearn.neighbors import KNeighborsClassifier
from sklearn.tree import DecisionTreeClassifier
# %%
iris = load_iris(as_frame=True)
df = iris.frame
df["species"] = df["target"].map(dict(enumerate(iris.target_names)))
df.head()
# %%
df.describe()
# %%
df.groupby("species").mean(numeric_only=True)
# %%
fig, axes = plt.subplots(2, 2, figsize=(9, 7))
for ax, column in zip(axes.ravel(), iris.feature_names):
    for name, part in df.groupby("species"):
        ax.hist(part[column], alpha=0.5, label=name, bins=15)
    ax.set_title(column)
axes[0, 0].legend()
plt.tight_layout()
plt.show()
# %%
X, y = df[iris.feature_names], df["target"]
X_train, X_test, y_train, y_test = train_test_split(X, y, test_size=0.3, random_state=0)
X_train.shape, X_test.shape
# %%
models = {
    "logistic": LogisticRegression(max_iter=500),
    "tree": DecisionTreeClassifier(random_state=0),
    "neighbours": KNeighborsClassifier(),
}
scores = {name: cross_val_score(model, X, y, cv=10).mean() for name, model in models.items()}
pd.Series(scores).sort_values()
# %%
best = models[max(scores, key=scores.get)]
best.fit(X_train, y_train)
print("test accuracy", round(best.score(X_test, y_test), 3))
# %%
confusion = pd.crosstab(y_test, best.predict(X_test))
confusion
