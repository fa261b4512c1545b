# %%
import numpy as np
import matplotlib.pyplot as plt
from scipy import signal
# %%
rate = 8000
t = np.arange(0, 20, 1 / rate)
tone = np.sin(2 * np.pi * 440 * t) + 0.5 * np.sin(2 * np.pi * 880 * t)
noise = np.random.default_rng(0).normal(0, 0.8, len(t))
recording = tone + noise
# %%
plt.plot(t[:400], recording[:400])
# %%
frequencies, power = signal.welch(recording, rate, nperseg=4096)
plt.semilogy(frequencies, power)
plt.show()
# %%
b, a = signal.butter(4, [300, 1000], btype="band", fs=rate)
filtered = signal.filtfilt(b, a, recording)
plt.plot(t[:400], filtered[:400], t[:400], tone[:400])
# %%
def snr(clean, dirty):
    return 10 * np.log10((clean ** 2).mean() / ((dirty - clean) ** 2).mean())
snr(tone, recording), snr(tone, filtered)
# %%
f, when, s = signal.spectrogram(recording, rate, nperseg=512)
plt.pcolormesh(when, f, 10 * np.log10(s + 1e-9), shading="auto")
plt.ylim(0, 1500)
# %%
peaks, _ = signal.find_peaks(power, height=power.max() / 20)
frequencies[peaks]
# %%
orders = {}
for order in range(2, 9):
    sos = signal.butter(order, [300, 1000], btype="band", fs=rate, output="sos")
    orders[order] = snr(tone, signal.sosfiltfilt(sos, recording))
orders
# %%
envelope = np.abs(signal.hilbert(filtered))
np.percentile(envelope, [5, 50, 95])
