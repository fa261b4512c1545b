# %%
import numpy as np
import pandas as pd
import matplotlib.pyplot as plt
from sklearn.datasets import load_breast_cancer
from sklearn.ensemble import GradientBoostingClassifier, RandomForestClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score, roc_curve
from sklearn.model_selection import train_test_split
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.svm import SVC
# %%
data = load_breast_cancer(as_frame=True)
X, y = data.data, data.target
y.value_counts()
# %%
X.describe().T.head(10)
# %%
X_train, X_test, y_train, y_test = train_test_split(X, y, stratify=y, random_state=5)
# %%
logistic = make_pipeline(StandardScaler(), LogisticRegression(max_iter=1000)).fit(X_train, y_train)
# %%
forest = RandomForestClassifier(200, random_state=0).fit(X_train, y_train)
# %%
boosted = GradientBoostingClassifier(random_state=0).fit(X_train, y_train)
# %%
support = make_pipeline(StandardScaler(), SVC(probability=True, random_state=0)).fit(X_train, y_train)
# %%
models = {"logistic": logistic, "forest": forest, "boosted": boosted, "support": support}
areas = {}
for name, model in models.items():
    chances = model.predict_proba(X_test)[:, 1]
    areas[name] = roc_auc_score(y_test, chances)
    false, true, _ = roc_curve(y_test, chances)
    plt.plot(false, true, label=f"{name} {areas[name]:.3f}")
plt.legend()
plt.show()
# %%
pd.Series(areas).sort_values(ascending=False)
# %%
pd.Series(forest.feature_importances_, index=X.columns).nlargest(8).plot.barh()
# %%
chances = boosted.predict_proba(X_test)[:, 1]
table = pd.DataFrame({"bin": pd.cut(chances, 5), "hit": y_test}).groupby("bin", observed=False)["hit"].agg(["mean", "size"])
table
