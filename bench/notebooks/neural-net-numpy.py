# %%
import numpy as np
import matplotlib.pyplot as plt
from sklearn.datasets import load_digits
# %%
digits = load_digits()
X = digits.data / 16
Y = np.eye(10)[digits.target]
order = np.random.default_rng(0).permutation(len(X))
X, Y = X[order], Y[order]
train, test = slice(0, 1400), slice(1400, None)
# %%
class Layer:
    def __init__(self, inputs, outputs, rng):
        self.w = rng.normal(0, np.sqrt(2 / inputs), (inputs, outputs))
        self.b = np.zeros(outputs)
    def forward(self, x):
        self.x = x
        return x @ self.w + self.b
    def backward(self, gradient, rate):
        down = gradient @ self.w.T
        self.w -= rate * self.x.T @ gradient / len(gradient)
        self.b -= rate * gradient.mean(axis=0)
        return down
# %%
rng = np.random.default_rng(1)
layers = [Layer(64, 128, rng), Layer(128, 64, rng), Layer(64, 10, rng)]
def predict(x):
    for layer in layers[:-1]:
        x = np.maximum(layer.forward(x), 0)
    scores = layers[-1].forward(x)
    e = np.exp(scores - scores.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)
predict(X[:2]).round(2)
# %%
losses, accuracies = [], []
for epoch in range(60):
    for start in range(0, 1400, 64):
        x, y = X[start:start + 64], Y[start:start + 64]
        p = predict(x)
        gradient = p - y
        for i in range(len(layers) - 1, -1, -1):
            gradient = layers[i].backward(gradient, 0.3)
            if i:
                gradient = gradient * (layers[i].x > 0)
    p = predict(X[train])
    losses.append(-np.log((p * Y[train]).sum(axis=1) + 1e-12).mean())
    accuracies.append((predict(X[test]).argmax(1) == Y[test].argmax(1)).mean())
losses[-1], accuracies[-1]
# %%
fig, (left, right) = plt.subplots(1, 2, figsize=(9, 3))
left.plot(losses)
right.plot(accuracies)
plt.show()
# %%
wrong = np.flatnonzero(predict(X[test]).argmax(1) != Y[test].argmax(1))
print(len(wrong), "wrong of", len(X[test]))
# %%
plt.imshow(layers[0].w[:, :16].T.reshape(16, 8, 8).transpose(1, 0, 2).reshape(8, 128));
