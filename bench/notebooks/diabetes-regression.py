# %%
import numpy as np
import pandas as pd
from sklearn.datasets import load_diabetes
from sklearn.linear_model import ElasticNet, Lasso, LinearRegression, Ridge
from sklearn.metrics import mean_squared_error, r2_score
from sklearn.model_selection import GridSearchCV, KFold, cross_validate, train_test_split
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import PolynomialFeatures, StandardScaler
import matplotlib.pyplot as plt
# %%
data = load_diabetes(as_frame=True)
df = data.frame
df.corr()["target"].sort_values()
# %%
pd.plotting.scatter_matrix(df[["bmi", "bp", "s5", "target"]], figsize=(7, 7));
# %%
X, y = data.data, data.target
X_train, X_test, y_train, y_test = train_test_split(X, y, random_state=0)
# %%
linear = LinearRegression().fit(X_train, y_train)
print(r2_score(y_test, linear.predict(X_test)), mean_squared_error(y_test, linear.predict(X_test)))
# %%
grid = GridSearchCV(make_pipeline(StandardScaler(), Lasso(max_iter=5000)), {"lasso__alpha": np.logspace(-2, 1, 20)}, cv=5)
grid.fit(X_train, y_train)
grid.best_params_
# %%
table = pd.DataFrame(grid.cv_results_)[["param_lasso__alpha", "mean_test_score", "std_test_score"]]
table.plot(x="param_lasso__alpha", y="mean_test_score", logx=True)
# %%
folds = KFold(5, shuffle=True, random_state=3)
compared = {}
for model in (Ridge(), Lasso(alpha=0.1), ElasticNet(alpha=0.01)):
    pipeline = make_pipeline(PolynomialFeatures(2), StandardScaler(), model)
    compared[type(model).__name__] = cross_validate(pipeline, X, y, cv=folds)["test_score"].mean()
compared
# %%
coefficients = pd.Series(grid.best_estimator_[-1].coef_, index=X.columns).sort_values()
coefficients.plot.barh()
plt.title("what counts");
