# %%
import pandas as pd
import numpy as np
from sklearn.datasets import load_wine
from sklearn.decomposition import PCA
from sklearn.discriminant_analysis import LinearDiscriminantAnalysis
from sklearn.preprocessing import StandardScaler
from sklearn.manifold import TSNE
import matplotlib.pyplot as plt
plt.rcParams["figure.figsize"] = (6, 4)
# %%
wine = load_wine(as_frame=True)
df = wine.frame.copy()
df.columns
# %%
df.groupby("target").agg(["mean", "std"]).round(2)
# %%
correlation = df.corr()
plt.imshow(correlation, cmap="coolwarm", vmin=-1, vmax=1)
plt.xticks(range(len(correlation)), correlation.columns, rotation=90)
plt.colorbar()
plt.show()
# %%
scaled = StandardScaler().fit_transform(wine.data)
pca = PCA().fit(scaled)
pca.explained_variance_ratio_.cumsum().round(3)
# %%
two = pca.transform(scaled)[:, :2]
plt.scatter(*two.T, c=wine.target)
# %%
lda = LinearDiscriminantAnalysis().fit(scaled, wine.target)
plt.scatter(*lda.transform(scaled).T, c=wine.target)
print(lda.score(scaled, wine.target))
# %%
embedded = TSNE(random_state=0, perplexity=20).fit_transform(scaled)
plt.scatter(*embedded.T, c=wine.target)
plt.show()
# %%
df["alcohol_class"] = pd.cut(df["alcohol"], 3, labels=["light", "medium", "strong"])
df.groupby(["alcohol_class", "target"], observed=True).size().unstack(fill_value=0)
