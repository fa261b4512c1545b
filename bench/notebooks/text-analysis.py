# %%
import collections
import re
import random
random.seed(12)
# %%
words = "river field winter stone silver garden letter bright window quiet morning road market paper story mountain".split()
def sentence():
    return " ".join(random.choices(words, weights=range(1, 17), k=random.randint(6, 18))).capitalize() + "."
documents = [" ".join(sentence() for _ in range(40)) for _ in range(400)]
documents[0][:200]
# %%
def tokens(text):
    return re.findall(r"[a-z]+", text.lower())
counts = [collections.Counter(tokens(text)) for text in documents]
total = sum(counts, collections.Counter())
total.most_common(8)
# %%
import math
frequency = collections.Counter(word for count in counts for word in count)
def tfidf(count):
    size = sum(count.values())
    return {word: n / size * math.log(1 + len(counts) / frequency[word]) for word, n in count.items()}
weights = [tfidf(count) for count in counts]
# %%
def cosine(a, b):
    dot = sum(weight * b.get(word, 0.0) for word, weight in a.items())
    return dot / math.sqrt(sum(w * w for w in a.values()) * sum(w * w for w in b.values()))
nearest = {}
for i in range(0, 400, 8):
    nearest[i] = max((j for j in range(400) if j != i), key=lambda j: cosine(weights[i], weights[j]))
list(nearest.items())[:5]
# %%
pairs = collections.Counter()
for text in documents:
    found = tokens(text)
    pairs.update(zip(found, found[1:]))
pairs.most_common(5)
# %%
lengths = [len(tokens(text)) for text in documents]
print(min(lengths), max(lengths), sum(lengths) / len(lengths))
# %%
chain = collections.defaultdict(list)
for (first, second), n in pairs.items():
    chain[first] += [second] * n
def babble(start, n=12):
    out = [start]
    for _ in range(n):
        out.append(random.choice(chain[out[-1]]))
    return " ".join(out)
[babble("river") for _ in range(3)]
