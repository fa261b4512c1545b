# %%
import numpy as np
import matplotlib.pyplot as plt
from sklearn.cluster import DBSCAN, KMeans
from sklearn.datasets import make_blobs, make_moons
from sklearn.decomposition import PCA
from sklearn.metrics import silhouette_score
# %%
blobs, labels = make_blobs(3000, centers=5, n_features=8, random_state=4)
moons, halves = make_moons(1500, noise=0.06, random_state=4)
blobs.shape, moons.shape
# %%
scores = {}
for k in range(2, 9):
    fitted = KMeans(k, n_init=5, random_state=0).fit(blobs)
    scores[k] = silhouette_score(blobs, fitted.labels_, sample_size=1000, random_state=0)
scores
# %%
plt.plot(list(scores), list(scores.values()), "o-")
plt.xlabel("clusters")
plt.show()
# %%
best = max(scores, key=scores.get)
kmeans = KMeans(best, n_init=10, random_state=0).fit(blobs)
# %%
flat = PCA(2).fit_transform(blobs)
plt.scatter(*flat.T, c=kmeans.labels_, s=4)
plt.title(f"{best} clusters")
# %%
dense = DBSCAN(eps=0.15).fit(moons)
plt.scatter(*moons.T, c=dense.labels_, s=4);
# %%
np.unique(dense.labels_, return_counts=True)
