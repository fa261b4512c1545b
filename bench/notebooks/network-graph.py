# %%
import collections
import heapq
import random
random.seed(9)
# %%
nodes = 4000
edges = collections.defaultdict(dict)
for node in range(1, nodes):
    for other in random.sample(range(node), min(node, 3)):
        weight = random.randint(1, 20)
        edges[node][other] = edges[other][node] = weight
sum(map(len, edges.values())) // 2
# %%
degrees = collections.Counter(len(near) for near in edges.values())
sorted(degrees.items())[:8]
# %%
def distances(start):
    best, queue = {start: 0}, [(0, start)]
    while queue:
        far, node = heapq.heappop(queue)
        if far > best[node]:
            continue
        for other, weight in edges[node].items():
            if far + weight < best.get(other, 1e9):
                best[other] = far + weight
                heapq.heappush(queue, (far + weight, other))
    return best
# %%
reach = {start: distances(start) for start in range(0, 60)}
max(max(found.values()) for found in reach.values())
# %%
closeness = {start: (nodes - 1) / sum(found.values()) for start, found in reach.items()}
sorted(closeness.items(), key=lambda item: -item[1])[:5]
# %%
rank = dict.fromkeys(edges, 1 / nodes)
for _ in range(30):
    fresh = dict.fromkeys(edges, 0.15 / nodes)
    for node, near in edges.items():
        share = 0.85 * rank[node] / len(near)
        for other in near:
            fresh[other] += share
    rank = fresh
sorted(rank, key=rank.get)[-5:]
# %%
def colour(graph):
    colours = {}
    for node in sorted(graph, key=lambda n: -len(graph[n])):
        taken = {colours.get(other) for other in graph[node]}
        colours[node] = next(c for c in range(100) if c not in taken)
    return colours
colours = colour(edges)
collections.Counter(colours.values())
# %%
triangles = sum(1 for a in edges for b in edges[a] if b > a for c in edges[b] if c > b and c in edges[a])
print(triangles, "triangles")
