"""Why a result is right, for somebody who does not trust the solvers: nothing here imports them."""
