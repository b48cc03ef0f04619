#!/usr/bin/env python3
"""Seconds per training step of PyTorch on the networks of `./dither bench step`, on the CPU.

`make bench-step PEER=bench/pytorch_steps.py` runs it before and after ours. It needs PyTorch (on Debian
`apt-get install python3-torch libopenblas0-pthread`) and prints a line of JSON for each network that it is given.
"""
import argparse
import json
import math
import os
import statistics
import time

import torch
from torch import nn
from torch.nn import functional as F

WARM_UP = 3


class ResidualBlock(nn.Module):
    """Two 3x3 convolutions; where the shape changes, the shortcut is every other pixel with channels of zeros, or a 1x1 convolution."""

    def __init__(self, ins, outs, stride, projected):
        super().__init__()
        self.first = nn.Conv2d(ins, outs, 3, stride, 1, bias=False)
        self.first_norm = nn.BatchNorm2d(outs)
        self.second = nn.Conv2d(outs, outs, 3, 1, 1, bias=False)
        self.second_norm = nn.BatchNorm2d(outs)
        self.stride, self.zeros, self.projection = stride, (outs - ins) // 2, None
        if projected and (stride > 1 or ins != outs):
            self.projection = nn.Sequential(nn.Conv2d(ins, outs, 1, stride, bias=False), nn.BatchNorm2d(outs))

    def shortcut(self, x):
        if self.projection is not None:
            return self.projection(x)
        if self.zeros == 0:
            return x
        return F.pad(x[:, :, :: self.stride, :: self.stride], (0, 0, 0, 0, self.zeros, self.zeros))

    def forward(self, x):
        y = F.relu(self.first_norm(self.first(x)))
        return F.relu(self.second_norm(self.second(y)) + self.shortcut(x))


def residual_network(width, blocks, stages, projected):
    layers = [nn.Conv2d(3, width, 3, 1, 1, bias=False), nn.BatchNorm2d(width), nn.ReLU()]
    ins = width
    for stage in range(stages):
        outs = width * 2**stage
        for block in range(blocks):
            layers.append(ResidualBlock(ins, outs, 2 if stage > 0 and block == 0 else 1, projected))
            ins = outs
    return nn.Sequential(*layers, nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(ins, 10))


class Language(nn.Module):
    """A causal pre-norm Transformer with sinusoidal positions, whose embeddings are also its last layer."""

    def __init__(self, words=10_000, width=256, depth=4, heads=8):
        super().__init__()
        self.heads = heads
        self.embedding = nn.Embedding(words, width)
        place = torch.arange(512.0)[:, None] * 10_000.0 ** (-torch.arange(0, width, 2.0) / width)
        self.register_buffer("positions", torch.cat([place.sin(), place.cos()], 1))
        self.layers = nn.ModuleList(
            nn.ModuleDict({
                "attention_norm": nn.LayerNorm(width),
                "queries_keys_values": nn.Linear(width, 3 * width),
                "mixed": nn.Linear(width, width),
                "feedforward": nn.Sequential(
                    nn.LayerNorm(width), nn.Linear(width, 4 * width), nn.ReLU(), nn.Linear(4 * width, width)),
            }) for _ in range(depth))
        self.norm = nn.LayerNorm(width)

    def forward(self, words):
        batch, places = words.shape
        hidden = torch.full((places, places), -math.inf).triu(1)
        x = self.embedding(words) + self.positions[:places]
        for layer in self.layers:
            parts = layer["queries_keys_values"](layer["attention_norm"](x))
            queries, keys, values = parts.view(batch, places, 3, self.heads, -1).permute(2, 0, 3, 1, 4)
            scores = queries @ keys.transpose(2, 3) / math.sqrt(queries.shape[-1]) + hidden
            x = x + layer["mixed"]((scores.softmax(-1) @ values).transpose(1, 2).flatten(2))
            x = x + layer["feedforward"](x)
        return F.linear(self.norm(x), self.embedding.weight)


class Separation(nn.Module):
    """Demucs v2 of 16 channels and depth 4: gated convolutions down, a bidirectional LSTM, gated convolutions up."""

    def __init__(self, channels=16, depth=4, kernel=8, stride=4, outputs=8):
        super().__init__()
        self.down, self.up = nn.ModuleList(), nn.ModuleList()
        ins, width = 2, channels
        for level in range(depth):
            self.down.append(nn.Sequential(
                nn.Conv1d(ins, width, kernel, stride), nn.ReLU(), nn.Conv1d(width, 2 * width, 1), nn.GLU(1)))
            self.up.insert(0, nn.Sequential(
                nn.Conv1d(width, 2 * width, 3, 1, 1), nn.GLU(1),
                nn.ConvTranspose1d(width, ins if level else outputs, kernel, stride),
                nn.ReLU() if level else nn.Identity()))
            ins, width = width, 2 * width
        self.memory = nn.LSTM(ins, ins, 2, bidirectional=True)
        self.narrow = nn.Linear(2 * ins, ins)

    @staticmethod
    def length(samples, depth=4, kernel=8, stride=4):
        """The least number of samples, no fewer than these, that comes out as long as it went in."""
        for _ in range(depth):
            samples = math.ceil((samples - kernel) / stride) + 1
        for _ in range(depth):
            samples = (samples - 1) * stride + kernel
        return samples

    def forward(self, x):
        kept = []
        for level in self.down:
            x = level(x)
            kept.append(x)
        x = self.narrow(self.memory(x.permute(2, 0, 1))[0]).permute(1, 2, 0)
        for level in self.up:
            skip = kept.pop()
            x = level(x + skip[..., : x.shape[-1]])
        return x


def images(width, blocks, stages, projected, batch):
    network = residual_network(width, blocks, stages, projected).to(memory_format=torch.channels_last)
    x = torch.randn(batch, 3, 32, 32).to(memory_format=torch.channels_last)
    labels = torch.arange(batch) % 10
    return network, torch.optim.SGD(network.parameters(), 0.1, momentum=0.9), lambda: F.cross_entropy(network(x), labels)


def text(batch=16, places=128):
    network = Language()
    words = torch.randint(10_000, (batch, places + 1))
    return network, torch.optim.Adam(network.parameters(), 3e-4), lambda: F.cross_entropy(
        network(words[:, :-1]).flatten(0, 1), words[:, 1:].flatten())


def music(batch=4, rate=44_100):
    network = Separation()
    samples = Separation.length(rate)
    mixture, sources = torch.randn(batch, 2, samples), torch.randn(batch, 8, samples)
    return network, torch.optim.Adam(network.parameters(), 3e-4), lambda: F.l1_loss(network(mixture), sources)


NETWORKS = {
    "resnet20": lambda: images(16, 3, 3, False, 128),
    "resnet18": lambda: images(64, 2, 4, True, 32),
    "transformer": text,
    "demucs": music,
}


def seconds(step, steps):
    times = []
    for _ in range(WARM_UP + steps):
        before = time.perf_counter()
        step()
        times.append(time.perf_counter() - before)
    return times[WARM_UP:]


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("networks", nargs="*", help="all if none is named: " + ", ".join(NETWORKS))
    parser.add_argument("--steps", type=int, default=15)
    parser.add_argument("--bf16", action="store_true", help="under autocast to bfloat16")
    parser.add_argument("--threads", type=int, default=os.cpu_count())
    asked = parser.parse_args()
    torch.set_num_threads(asked.threads)
    unknown = [name for name in asked.networks if name not in NETWORKS]
    if unknown:
        parser.error(f"no network is called {unknown[0]}; there are {', '.join(NETWORKS)}")
    for name in asked.networks or NETWORKS:
        torch.manual_seed(1)
        network, optimizer, loss = NETWORKS[name]()

        def step():
            optimizer.zero_grad()
            with torch.autocast("cpu", torch.bfloat16, enabled=asked.bf16):
                value = loss()
            value.backward()
            optimizer.step()

        first, median, third = statistics.quantiles(seconds(step, asked.steps), n=4)
        print(json.dumps({
            "model": name, "torch": torch.__version__, "threads": asked.threads, "bf16": asked.bf16,
            "params": sum(parameter.numel() for parameter in network.parameters()),
            "median_s": round(median, 5), "q1_s": round(first, 5), "q3_s": round(third, 5)}), flush=True)


if __name__ == "__main__":
    main()
