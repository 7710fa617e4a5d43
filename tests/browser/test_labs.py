"""From lab to lab: the Backprop, Neuron and Network labs look at the same run."""

import pytest

from tests.browser.conftest import Lab

pytestmark = pytest.mark.browser
GO = "s.settled && s.lab === '{}'"


def test_the_run_comes_along_with_its_changes_and_what_is_chosen(lab: Lab) -> None:
    page = lab.open()
    edit = {"kind": "activation", "layer": 0, "activation": "relu"}
    page.evaluate("edit => window.downhill.do({type: 'edit/made', edit})", edit)
    for _ in range(3):
        page.keyboard.press("ArrowRight")
    before = lab.until("s.settled && s.step === 3")
    point = {"kind": "point", "id": before["points"][7]["id"]}
    page.evaluate("ref => window.downhill.do({type: 'ref/selected', ref})", point)
    for key, name in [("3", "neuron"), ("2", "backprop"), ("4", "network")]:
        page.keyboard.press(key)
        page.wait_for_url(f"**/{name}*")
        after = lab.until(GO.format(name))
        assert (after["step"], after["theta"]) == (3, before["theta"]), name
        assert after["selected"] == point
        assert after["spec"]["model"]["hidden"][0]["activation"] == "relu"
        assert after["undo"] == before["undo"] == 1


@pytest.mark.slow
def test_an_edit_made_in_another_lab_is_in_the_network_and_can_be_taken_back(lab: Lab) -> None:
    page = lab.open("/neuron?lang=ko")
    lab.until(GO.format("neuron"))
    edit = {"kind": "activation", "layer": 1, "activation": "sigmoid"}
    page.evaluate("edit => window.downhill.do({type: 'edit/made', edit})", edit)
    lab.until("s.settled && s.spec.model.hidden[1].activation === 'sigmoid'")
    page.click(".labs a[href='/network']")
    lab.until(GO.format("network") + " && s.spec.model.hidden[1].activation === 'sigmoid'")
    page.keyboard.press("Control+z")
    lab.until("s.settled && s.spec.model.hidden[1].activation === 'tanh'")
