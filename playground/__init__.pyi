from playground.api.exporting import export as export
from playground.api.grids import Grid as Grid
from playground.api.grids import grid as grid
from playground.api.identifying import identify as identify
from playground.api.models import Model as Model
from playground.api.models import PlaygroundError as PlaygroundError
from playground.api.models import load as load
from playground.api.results import Result as Result
from playground.api.results import recipe as recipe
from playground.api.results import run as run
from playground.api.results import sample as sample
from playground.api.showing import show as show
from playground.api.wrapping import wrap as wrap

__version__: str
API: int
