"""The encoder in whole numbers, and how far that takes it from the trained one.

Weights have 7 bits, by output channel; what they are multiplied with has 8, with constants found beforehand on passages, so
that no passage changes what another gives. Seven bits, since the sums of two products then fit the 16 bits of AVX2, and
every machine gives the same. Channels are balanced first: what is large in an activation is made smaller and its weights
larger, as in "SmoothQuant: Accurate and Efficient Post-Training Quantization for Large Language Models" (Xiao et al., 2023,
arXiv:2211.10438). The word vectors have 8 bits, by row.
"""

import numpy as np
import onnx
import onnxruntime
from onnx import TensorProto, helper, numpy_helper

#: How much of the balance goes to the weights.
ALPHA = 0.8
WEIGHT_LIMIT = 2**6 - 1
#: Smallest table that is worth quantising, in numbers.
LEAST_TABLE = 4096


def quantise(source, passages, out, pieces=20_000):
    """Writes the quantised encoder. `passages` are lists of piece ids; about so many pieces of them are run."""
    model = onnx.load(source)
    graph = model.graph
    constants = _constants(graph)
    matmuls = [node for node in graph.node if _has_weights(node, constants)]
    if not matmuls:
        raise ValueError(f"{source} has no products with constant weights")
    unread = [node.name for node in graph.node if node.op_type == "Gemm"]
    if unread:
        raise ValueError(f"{source} has Gemm nodes, which are not handled: {unread[:3]}")
    weights = {}
    for node in matmuls:
        weights.setdefault(node.input[0], []).append(constants[node.input[1]])
    low, high = _ranges(model, sorted(weights), some(passages, pieces))
    writer = _Writer(graph)
    inputs = {}
    for node in graph.node:
        if _has_weights(node, constants):
            name = node.input[0]
            if name not in inputs:
                inputs[name] = writer.quantised_input(name, low[name], high[name], weights[name])
            writer.product(node, inputs[name], constants[node.input[1]])
        elif _is_table(node, constants):
            writer.look_up(node, constants[node.input[0]])
        else:
            writer.nodes.append(node)
    writer.finish()
    onnx.checker.check_model(model)
    onnx.save(model, str(out))


def compare(trained, quantised, passages, pieces=6_000):
    """How alike the vectors of both are: mean cosine, its first percentile, the worst, the mean relative error."""
    sessions = [session(trained), session(quantised)]
    cosines, errors = [], []
    for ids in some(passages, pieces, others=True):
        left, right = (it.run(["hidden"], feed(ids))[0][0] for it in sessions)
        left_norm, right_norm = np.linalg.norm(left, axis=-1), np.linalg.norm(right, axis=-1)
        cosines.append((left * right).sum(-1) / left_norm / right_norm)
        errors.append(np.linalg.norm(left - right, axis=-1) / left_norm)
    cosines, errors = np.concatenate(cosines), np.concatenate(errors)
    return {
        "mean": float(cosines.mean()),
        "first_percentile": float(np.quantile(cosines, 0.01)),
        "worst": float(cosines.min()),
        "error": float(errors.mean()),
    }


def some(passages, pieces, others=False):
    """About so many pieces of every second passage, spread evenly; `others` takes those between."""
    half = passages[1::2] if others else passages[::2]
    half = half or passages
    return half[:: max(1, sum(map(len, half)) // max(1, pieces))]


def session(model):
    """A graph, ready to run on one thread."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.log_severity_level = 3
    graph = model.SerializeToString() if isinstance(model, onnx.ModelProto) else str(model)
    return onnxruntime.InferenceSession(graph, options, providers=["CPUExecutionProvider"])


def feed(ids):
    """A passage as the encoder takes it."""
    batch = np.array([ids], np.int64)
    return {"input_ids": batch, "attention_mask": np.ones_like(batch)}


def _constants(graph):
    """Constants by name, also those behind an Identity or a Transpose."""
    found = {it.name: numpy_helper.to_array(it) for it in graph.initializer}
    for node in graph.node:
        attributes = {it.name: it for it in node.attribute}
        if node.op_type == "Constant" and "value" in attributes:
            found[node.output[0]] = numpy_helper.to_array(attributes["value"].t)
        elif node.op_type == "Identity" and node.input[0] in found:
            found[node.output[0]] = found[node.input[0]]
        elif node.op_type == "Transpose" and node.input[0] in found:
            axes = list(attributes["perm"].ints) if "perm" in attributes else None
            found[node.output[0]] = np.transpose(found[node.input[0]], axes)
    return found


def _has_weights(node, constants):
    return node.op_type == "MatMul" and node.input[1] in constants and constants[node.input[1]].ndim == 2


def _is_table(node, constants):
    if node.op_type != "Gather" or any(it.name == "axis" and it.i for it in node.attribute):
        return False
    table = constants.get(node.input[0])
    return table is not None and table.ndim == 2 and table.dtype == np.float32 and table.size > LEAST_TABLE


def _ranges(model, names, passages):
    """Least and greatest value of every channel of the named activations. Outliers matter: nothing is cut off."""
    probed = onnx.ModelProto()
    probed.CopyFrom(model)
    known = {it.name for it in probed.graph.output}
    for name in names:
        if name not in known:
            probed.graph.output.append(helper.make_tensor_value_info(name, TensorProto.FLOAT, None))
    runs, low, high = session(probed), {}, {}
    for ids in passages:
        for name, values in zip(names, runs.run(names, feed(ids)), strict=True):
            values = values.reshape(-1, values.shape[-1])
            low[name] = np.minimum(low.get(name, np.inf), values.min(0))
            high[name] = np.maximum(high.get(name, -np.inf), values.max(0))
    return low, high


class _Writer:
    """Writes the nodes of the quantised graph."""

    def __init__(self, graph):
        self.graph = graph
        self.nodes = []
        self.tables = {}
        self.inputs = 0

    def quantised_input(self, name, low, high, weights):
        """Balances and quantises an activation. Gives its name, the balance by channel, and the scale."""
        own = f"quantised_{self.inputs}"
        self.inputs += 1
        largest = np.maximum(np.abs(low), np.abs(high)) + 1e-6
        largest_weight = np.max([np.abs(it).max(1) for it in weights], 0)
        balance = largest**ALPHA / np.maximum(largest_weight, 1e-6) ** (1 - ALPHA)
        balance = (balance / np.exp(np.log(balance).mean())).astype(np.float32)
        least, most = min(0.0, float((low / balance).min())), max(0.0, float((high / balance).max()))
        scale = np.float32(max(most - least, 1e-8) / 255)
        zero = np.uint8(np.clip(round(-least / scale), 0, 255))
        factors = self._constant(f"{own}_balance", (1 / balance).astype(np.float32))
        self._node("Mul", [name, factors], f"{own}_balanced")
        constants = [self._constant(f"{own}_scale", scale), self._constant(f"{own}_zero", zero)]
        self._node("QuantizeLinear", [f"{own}_balanced", *constants], own)
        return own, balance, scale

    def product(self, node, quantised, weights):
        """A product in whole numbers in the place of one in floats."""
        (name, balance, scale), (out,) = quantised, node.output
        weights = weights.astype(np.float32) * balance[:, None]
        scales = np.maximum(np.abs(weights).max(0), 1e-12) / WEIGHT_LIMIT
        whole = np.clip(np.round(weights / scales), -WEIGHT_LIMIT, WEIGHT_LIMIT).astype(np.int8)
        self._node("MatMulInteger", [name, self._constant(f"{out}_weights", whole), f"{name}_zero"], f"{out}_whole")
        self._node("Cast", [f"{out}_whole"], f"{out}_float", to=TensorProto.FLOAT)
        self._node("Mul", [f"{out}_float", self._constant(f"{out}_scales", (scales * scale).astype(np.float32))], out)

    def look_up(self, node, table):
        """A row of a table in whole numbers, times the row's scale."""
        (name, ids), (out,) = node.input, node.output
        if name not in self.tables:
            scales = np.maximum(np.abs(table).max(1, keepdims=True), 1e-12) / 127
            whole = np.round(table / scales).astype(np.int8)
            scales = self._constant(f"{name}_scales", scales.astype(np.float32))
            self.tables[name] = self._constant(f"{name}_whole", whole), scales
        whole, scales = self.tables[name]
        self._node("Gather", [whole, ids], f"{out}_whole")
        self._node("Cast", [f"{out}_whole"], f"{out}_float", to=TensorProto.FLOAT)
        self._node("Gather", [scales, ids], f"{out}_scale")
        self._node("Mul", [f"{out}_float", f"{out}_scale"], out)

    def finish(self):
        """Puts the nodes into the graph, without those that nobody reads, and without the constants of these."""
        outputs = {it.name for it in self.graph.output}
        while True:
            read = {name for node in self.nodes for name in node.input} | outputs
            wanted = [node for node in self.nodes if any(name in read for name in node.output)]
            if len(wanted) == len(self.nodes):
                break
            self.nodes = wanted
        constants = [it for it in self.graph.initializer if it.name in read]
        for field, values in (("node", self.nodes), ("initializer", constants), ("value_info", [])):
            self.graph.ClearField(field)
            getattr(self.graph, field).extend(values)

    def _constant(self, name, values):
        self.graph.initializer.append(numpy_helper.from_array(np.array(values, order="C"), name))
        return name

    def _node(self, operator, inputs, output, **attributes):
        self.nodes.append(helper.make_node(operator, inputs, [output], **attributes))
