"""Memory asked for ahead: whom a step meets is random, and on a large round none of it lies in a core's own cache."""

from typing import Any, cast

from llvmlite import ir
from numba.core import cgutils as code_of_numba
from numba.core import types
from numba.extending import intrinsic
from numba.np import arrayobj as arrays_of_numba

# numba's own typing of these is partial
cgutils: Any = code_of_numba
arrayobj: Any = arrays_of_numba
FOR_READING, KEEP, DATA = 0, 3, 1


def _asked(_context: object, array: Any, row: Any, column: Any) -> tuple[Any, Any]:
    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        of, *numbers = signature.args
        values = [context.cast(builder, *each, types.intp) for each in zip(arguments[1:], numbers, strict=True)]
        memory = arrayobj.make_array(of)(context, builder, arguments[0])
        place = cgutils.get_item_pointer(context, builder, of, memory, values, wraparound=False)
        hints = [ir.Constant(cgutils.int32_t, hint) for hint in (FOR_READING, KEEP, DATA)]
        kind = ir.FunctionType(ir.VoidType(), [cgutils.voidptr_t, *(hint.type for hint in hints)])
        prefetch = cgutils.get_or_insert_function(builder.module, kind, "llvm.prefetch.p0")
        builder.call(prefetch, [builder.bitcast(place, cgutils.voidptr_t), *hints])
        return context.get_dummy_value()

    return types.void(array, row, column), generate


#: ask(array, row, column) asks for that place's memory and goes on; nothing is read, and nothing changes but the time.
ask = cast(Any, intrinsic)(_asked)
