"""A graph in whole numbers gives nearly what it gave in floats."""

import tempfile
import unittest
from pathlib import Path

import numpy as np

try:
    import onnx
    from onnx import TensorProto, helper, numpy_helper

    from training import quantise
except ImportError:
    onnx = None


@unittest.skipIf(onnx is None, "onnx and onnxruntime are not installed")
class Quantise(unittest.TestCase):
    def setUp(self):
        chance = np.random.default_rng(1)
        table = chance.normal(size=(200, 32)).astype(np.float32)
        table[:, 3] *= 10  # A channel that stands out, as those of encoders do.
        weights = chance.normal(size=(32, 16)).astype(np.float32)
        weights[3] /= 10
        ids = helper.make_tensor_value_info("input_ids", TensorProto.INT64, ["b", "n"])
        mask = helper.make_tensor_value_info("attention_mask", TensorProto.INT64, ["b", "n"])
        hidden = helper.make_tensor_value_info("hidden", TensorProto.FLOAT, ["b", "n", 16])
        nodes = [
            helper.make_node("Gather", ["table", "input_ids"], ["vectors"]),
            helper.make_node("MatMul", ["vectors", "weights"], ["product"]),
            helper.make_node("Tanh", ["product"], ["hidden"]),
        ]
        constants = [numpy_helper.from_array(table, "table"), numpy_helper.from_array(weights, "weights")]
        graph = helper.make_graph(nodes, "g", [ids, mask], [hidden], constants)
        model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        self.source, self.out = (Path(self.folder.name, name) for name in ("f32.onnx", "int8.onnx"))
        onnx.save(model, str(self.source))
        self.passages = [[101, *chance.integers(0, 200, 20).tolist(), 102] for _ in range(40)]

    def test_products_and_tables_are_whole_numbers(self):
        quantise.quantise(self.source, self.passages, self.out)
        graph = onnx.load(str(self.out)).graph
        self.assertNotIn("MatMul", [node.op_type for node in graph.node])
        weights = {it.name: numpy_helper.to_array(it) for it in graph.initializer}
        self.assertEqual(weights["product_weights"].dtype, np.int8)
        self.assertLessEqual(int(np.abs(weights["product_weights"]).max()), 63)
        self.assertEqual(weights["quantised_0_zero"].shape, ())
        self.assertEqual(weights["table_whole"].dtype, np.int8)
        self.assertNotIn("table", weights)

    def test_it_gives_nearly_the_same(self):
        quantise.quantise(self.source, self.passages, self.out)
        alike = quantise.compare(self.source, self.out, self.passages)
        self.assertGreater(alike["mean"], 0.99)
        self.assertEqual(quantise.compare(self.source, self.source, self.passages)["error"], 0)

    def test_a_graph_without_weights_is_refused(self):
        model = onnx.load(str(self.source))
        del model.graph.node[1]
        model.graph.node[1].input[0] = "vectors"
        onnx.save(model, str(self.source))
        with self.assertRaisesRegex(ValueError, "no products"):
            quantise.quantise(self.source, self.passages, self.out)


if __name__ == "__main__":
    unittest.main()
