"""The standard ONNX operators a model's graph may use: deterministic arithmetic on tensors and nothing else.

Left out on purpose: random operators (noise is an input), control flow and anything else that holds a graph,
strings, sequences and optionals, training, and operators that make large tensors from small ones by data.
"""

from __future__ import annotations

_ARITHMETIC = "Add Sub Mul Div Neg Abs Pow Sqrt Reciprocal Exp Log Erf Sin Cos Mod Sum Mean Min Max Sign"
_ROUNDING = "Floor Ceil Round Clip"
_LOGIC = "And Or Not Xor Equal Greater GreaterOrEqual Less LessOrEqual Where"
_ACTIVATION = (
    "Relu LeakyRelu PRelu Elu Selu Celu Sigmoid HardSigmoid HardSwish Swish Mish Tanh Softplus Softsign "
    "Softmax LogSoftmax Gelu ThresholdedRelu"
)
_LAYERS = "MatMul Gemm Conv ConvTranspose Einsum Attention"
_POOLING = "MaxPool AveragePool GlobalAveragePool GlobalMaxPool"
_NORMALISATION = (
    "BatchNormalization InstanceNormalization LayerNormalization GroupNormalization RMSNormalization "
    "LpNormalization MeanVarianceNormalization"
)
_REDUCTION = (
    "ReduceSum ReduceMean ReduceMax ReduceMin ReduceProd ReduceL1 ReduceL2 ReduceLogSumExp ReduceSumSquare "
    "ArgMax ArgMin CumSum"
)
_SHAPE = (
    "Identity Constant Cast Shape Size Reshape Flatten Squeeze Unsqueeze Transpose Concat Split Slice Gather "
    "GatherElements Expand Tile DepthToSpace SpaceToDepth Pad Resize Trilu"
)

ALLOWED = frozenset(
    " ".join(
        (
            _ARITHMETIC,
            _ROUNDING,
            _LOGIC,
            _ACTIVATION,
            _LAYERS,
            _POOLING,
            _NORMALISATION,
            _REDUCTION,
            _SHAPE,
        )
    ).split()
)
