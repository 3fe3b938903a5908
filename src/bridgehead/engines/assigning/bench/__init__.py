"""Problems of several sizes, measured: value, bound, loads, time and memory, beside a greedy rule."""
