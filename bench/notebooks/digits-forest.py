# %%
import numpy as np
import matplotlib.pyplot as plt
from sklearn.datasets import load_digits
from sklearn.ensemble import RandomForestClassifier
from sklearn.metrics import classification_report, confusion_matrix
from sklearn.model_selection import train_test_split
# %%
digits = load_digits()
digits.images.shape
# %%
fig, axes = plt.subplots(2, 8, figsize=(10, 3))
for ax, image, label in zip(axes.ravel(), digits.images, digits.target):
    ax.imshow(image, cmap="gray_r")
    ax.set_title(label)
    ax.axis("off")
# %%
X_train, X_test, y_train, y_test = train_test_split(digits.data, digits.target, random_state=1)
# %%
results = {}
for depth in (4, 8, 16, None):
    forest = RandomForestClassifier(n_estimators=120, max_depth=depth, random_state=2)
    forest.fit(X_train, y_train)
    results[depth] = forest.score(X_test, y_test)
results
# %%
print(classification_report(y_test, forest.predict(X_test)))
# %%
matrix = confusion_matrix(y_test, forest.predict(X_test))
plt.imshow(matrix)
plt.colorbar()
plt.show()
# %%
importance = forest.feature_importances_.reshape(8, 8)
plt.imshow(importance, cmap="hot")
plt.title("where the forest looks");
# %%
wrong = np.flatnonzero(forest.predict(X_test) != y_test)
len(wrong), wrong[:10]
