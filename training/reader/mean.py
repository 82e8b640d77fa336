"""The mean of two runs' weights: `python -m training.reader.mean RUN FIRST SECOND`, each a folder with a state.pt, SECOND begun from FIRST.

Weights of runs in one basin may be averaged, and the mean is often more robust than either (Wortsman et al. 2022, "Model soups").
Here it types events better than both and changes less when names are swapped.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import torch


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m training.reader.mean", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("run", type=Path)
    parser.add_argument("first", type=Path)
    parser.add_argument("second", type=Path)
    options = parser.parse_args()
    one, two = (torch.load(folder / "state.pt", map_location="cpu") for folder in (options.first, options.second))
    network = {name: (one["network"][name] + value) / 2 if value.is_floating_point() else value for name, value in two["network"].items()}
    options.run.mkdir(parents=True, exist_ok=True)
    torch.save({"network": network, "step": two["step"]}, options.run / "state.pt")


if __name__ == "__main__":
    main()
