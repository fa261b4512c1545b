import collections
import functools
import itertools
import os
import random
import time
from pathlib import Path
import numpy as np
import pandas as pd
from sklearn.base import clone
from sklearn.ensemble import RandomForestRegressor
from sklearn.linear_model import Lasso
from sklearn.model_selection import cross_val_score
import matplotlib.pyplot as plt
import requests
from tqdm import tqdm
import houselib

def work(n):
    return sum(range(n))

def slow(n):
    found = 0
    for i in range(n):
        found += i
    return found

def count(n, seen=[]):
    seen.append(n)
    return len(seen) + work(n)

scale = 2
def scaled(n):
    return sum(range(n)) * scale

calls = 0
def counted(n):
    global calls
    calls += 1
    return work(n)

def fib(n):
    return n if n < 2 else fib(n - 1) + fib(n - 2)

def fill(row, key):
    row[key] = work(3)
    return row

def make_counter():
    n = 0
    def step(by):
        nonlocal n
        n += by
        return sum(range(n))
    return step

step = make_counter()

class Meter:
    total = 0
    def __init__(self, start=0):
        self.start = start
        self.readings = []
    def read(self, n):
        self.readings.append(n)
        return sum(range(n))
    def peek(self, n):
        return sum(range(n)) + self.start
    @property
    def last(self):
        self.start += 1
        return self.start
    def __add__(self, other):
        self.readings.append(other)
        return self
    def append(self, n):
        self.readings.append(sum(range(n)))

meter = Meter()
data = [{"a": 1}, {"a": 2}]
numbers = [1, 2, 3]
files = ["a.csv", "b.csv"]
table = {"a": 1, "b": 2}
config = {"depth": 3}
rows = []
rows2 = rows
out = {}
total = 0
best = 0
text = ""
grid = np.zeros(10)
left = grid[:5]
df = pd.read_csv("a.csv")
X = df.to_numpy()
y = X[:, 0]
models = {"lasso": Lasso(), "forest": RandomForestRegressor(random_state=0)}
holder = {"rows": rows}
