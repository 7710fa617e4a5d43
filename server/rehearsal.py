"""Rehearsal: the coming step of every row, made on copies. What is told is what will be done.

1. The run is not changed, and nothing is counted.
2. A row that searches asks its places here already: (seed, step) determines them. So its way is
   known too; its averages stay as they are.
3. Averages are those after the update; if another block begins with the next step, it then begins
   with fresh ones.
"""

from server.engine.core import Array
from server.engine.descent import Descent, beside
from server.stepper import Stepper


class Rehearsal:
    """Compiled for the rules of one stepper's rows."""

    def __init__(self, stepper: Stepper) -> None:
        self._theta, self._grad = stepper.theta.copy(), stepper.grad.copy()
        self._moments = beside(stepper.moments)
        self._scalars = stepper.scalars.copy()
        self.rules = tuple(stepper.rules)
        self._descent = Descent(self._theta, self._grad, self._moments, self._scalars, self.rules)

    def fits(self, stepper: Stepper) -> bool:
        same = self._theta.shape == stepper.theta.shape and self._theta.dtype == stepper.theta.dtype
        return same and self.rules == tuple(stepper.rules)

    def update(self, stepper: Stepper) -> dict[str, Array]:
        """The averages after the coming update and Δθ, of a stepper whose gradient is that of the
        coming minibatch (`peek`).
        """
        theta, aside = self._theta, stepper.aside
        theta[...], self._grad[...] = stepper.theta, stepper.grad
        self._moments[...], self._scalars[...] = stepper.moments, stepper.scalars
        stepper.search(theta, stepper.found.copy(), stepper.evaluations.copy())
        found = theta[aside]
        self._descent.set_rates(stepper.rates)
        self._descent.tape.run()
        theta[aside] = found
        self._moments[aside], self._scalars[aside] = stepper.moments[aside], stepper.scalars[aside]
        delta = theta.astype(float) - stepper.theta
        delta[stepper.lost >= 0] = 0
        return {"moments": self._moments, "scalars": self._scalars, "delta": delta}
