"""A laptop changes its keys, wherever its sticks are meanwhile."""

from fieldkit import errors
from fieldkit.sync.bundle.card import read_request
from tests.flow.key_changes import codes, done, enrolled, publish, rotated, states, sync, what
from tests.flow.world import DAY_MS, NOTHING_SHOWN, World, fingerprint_of


def test_bundles_on_a_stick_from_before_are_believed_two_months_later(world: World) -> None:
    """The change needs nobody's voice. What was handed over, or only packed, before it comes sixty days later, and is
    as good as what came after it; receipts of all of it open."""
    found = [world.laptop.screen(NOTHING_SHOWN)]
    world.laptop.hand_over(world.stick("in a drawer"))
    found.append(world.laptop.screen(NOTHING_SHOWN))
    world.laptop.pack()
    request = rotated(world)
    assert done(enrolled(world, request)).data["by"] == "key"
    found.append(world.laptop.screen(NOTHING_SHOWN))
    world.laptop.hand_over(world.stick("by bus"))
    for machine in (world.hq, world.laptop):
        machine.clock.ahead_ms += 60 * DAY_MS
    assert what(world.bring(stick="by bus")) == ["new", "new", "new"]
    assert what(world.bring(stick="in a drawer")) == ["replay"]
    sync(world.laptop, world.stick("by bus"))
    assert (codes(world), set(states(world.laptop).values())) == (set(found), {"received by HQ"})
    assert world.laptop.open().identity.former_seed is None
    assert list((world.stick("by bus") / "up").rglob("*.fkb")) == []  # its own, by both keys, are tidied away
    (device,) = world.hq.do("hq", "devices").data["devices"]
    assert (device["missing"], device["former_keys"], device["unconfirmed"]) == ([], 1, 0)
    for machine in (world.hq, world.laptop):
        assert machine.open().check()


def test_a_stick_with_only_old_bundles_comes_after_the_change(world: World) -> None:
    """The bundle from before lies on its stick alone while the laptop goes on; late, it is still new."""
    old = world.laptop.screen(NOTHING_SHOWN)
    file = world.laptop.hand_over(world.stick("drawer"))
    done(enrolled(world, rotated(world)))
    new = world.laptop.screen(NOTHING_SHOWN)
    world.laptop.hand_over(world.stick())
    (world.stick() / file.relative_to(world.stick("drawer"))).unlink()
    assert what(world.bring()) == ["new"]
    world.hq.clock.ahead_ms += 60 * DAY_MS
    assert what(world.bring(stick="drawer")) == ["new"]
    assert codes(world) == {old, new}


def test_a_receipt_from_before_the_change_still_opens(world: World) -> None:
    """It was sealed to the former recipient; it does not say that headquarters knows the new key."""
    code = world.laptop.screen(NOTHING_SHOWN)
    world.laptop.hand_over(world.stick())
    world.bring()
    rotated(world)
    assert sync(world.laptop, world.stick()).warnings == []
    assert states(world.laptop) == {code: "received by HQ"}
    assert world.laptop.open().identity.former_seed is not None


def test_the_former_key_signs_nothing_more(world: World) -> None:
    """A copy of the laptop from before the change can add nothing, in the old epoch or in a new one."""
    world.laptop.screen(NOTHING_SHOWN)
    world.laptop.hand_over(world.stick("before"))
    thief = world.laptop.copied(world.path("thief"))
    done(enrolled(world, rotated(world)))
    for epoch in ("old", "new"):
        thief.screen(NOTHING_SHOWN)
        if epoch == "new":
            thief.open().new_epoch("to hide")
        thief.hand_over(world.stick("of the thief"))
    thief.close()
    assert sorted(what(world.bring(stick="of the thief"))) == ["new", "quarantined: revoked", "quarantined: revoked"]
    code = world.laptop.screen(NOTHING_SHOWN)
    name = world.laptop.hand_over(world.stick()).name
    assert {one["name"]: one["what"] for one in world.bring()}[name] == "new"
    assert code in codes(world)


def test_a_stick_that_came_before_the_request_waits_for_it(world: World) -> None:
    """Headquarters cannot know the new key yet and puts the bundle aside; with the request it is imported."""
    request = rotated(world)
    code = world.laptop.screen(NOTHING_SHOWN)
    world.laptop.hand_over(world.stick())
    assert what(world.bring()) == ["quarantined: forged"]
    assert done(enrolled(world, request)).data["from_quarantine"] == 1
    assert codes(world) == {code}


def test_a_revoked_key_vouches_for_nothing(world: World) -> None:
    """A laptop that was in strange hands is believed again by voice alone. Then its new key counts, the former one as
    far as it did."""
    for stick in ("first", "second"):
        world.laptop.screen(NOTHING_SHOWN)
        world.laptop.hand_over(world.stick(stick))
    done(world.hq.do("hq", "revoke", world.laptop.device, "--since", "2", "--reason", "taken away", "--yes"))
    request = rotated(world)
    assert enrolled(world, request).status == errors.NotATerminal.exit_status
    wrong = fingerprint_of(world.path("device.request"))
    assert enrolled(world, request, "--fingerprint", wrong).status == errors.FingerprintWrong.exit_status
    assert done(enrolled(world, request, "--fingerprint", fingerprint_of(request))).data["by"] == "voice"
    world.laptop.screen(NOTHING_SHOWN)
    world.laptop.hand_over(world.stick("second"))
    assert sorted(what(world.bring(stick="second"))) == ["new", "new", "quarantined: revoked"]
    assert world.hq.do("hq", "devices").data["devices"][0]["revoked_since"] is None
    publish(world)
    assert sync(world.laptop, world.stick()).warnings == []
    assert world.hq.open().check()


def test_a_key_that_was_replaced_vouches_for_nothing(world: World) -> None:
    """Who copied the laptop before the change cannot have another key believed by the former one."""
    thief = world.laptop.copied(world.path("thief"))
    done(enrolled(world, rotated(world)))
    request = rotated(world, thief, "thief.request")
    assert enrolled(world, request).status == errors.NotATerminal.exit_status
    thief.close()


def test_who_takes_the_former_key_by_voice_shuts_the_others_out(world: World) -> None:
    """A laptop restored from a copy changes its keys by voice; the key that it does not know ends where it stands."""
    restored = world.laptop.copied(world.path("restored"))
    done(enrolled(world, rotated(world)))
    for stick in ("a", "b"):
        world.laptop.screen(NOTHING_SHOWN)
        world.laptop.hand_over(world.stick(stick))
    world.bring(stick="a")
    request = rotated(world, restored, "restored.request")
    assert done(enrolled(world, request, "--fingerprint", fingerprint_of(request))).data["by"] == "voice"
    assert sorted(what(world.bring(stick="b"))) == ["quarantined: revoked", "replay"]
    restored.screen(NOTHING_SHOWN)
    restored.hand_over(world.stick("c"))
    assert what(world.bring(stick="c")) == ["new"]
    restored.close()


def test_keys_are_not_changed_again_before_headquarters_knows(world: World) -> None:
    """The second change would have nobody to vouch for it. The request can be written again meanwhile."""
    first = read_request(rotated(world).read_bytes())
    said = world.laptop.do("key", "rotate-device", "-o", str(world.path("again.request")))
    assert said.status == errors.RotationPending.exit_status
    done(world.laptop.do("request", "-o", str(world.path("again.request"))))
    again = read_request(world.path("again.request").read_bytes())
    assert (first.key, first.recipient, first.rotates and first.rotates.key) == (
        again.key,
        again.recipient,
        again.rotates and again.rotates.key,
    )
    assert done(enrolled(world, world.path("again.request"))).data["by"] == "key"
    assert done(enrolled(world, world.path("rotated.request"))).data["by"] == "known"
    world.laptop.screen(NOTHING_SHOWN)
    world.laptop.hand_over(world.stick())
    world.bring()
    sync(world.laptop, world.stick())
    assert done(enrolled(world, rotated(world))).data["by"] == "key"
    done(world.laptop.do("request", "-o", str(world.path("plain.request"))))
    assert read_request(world.path("plain.request").read_bytes()).rotates is not None


def test_a_laptop_may_change_keys_before_it_was_ever_enrolled(world: World) -> None:
    """Then people compare the groups once, and both keys are known."""
    found = [world.second.screen(NOTHING_SHOWN)]
    world.second.hand_over(world.stick())
    request = rotated(world, world.second)
    found.append(world.second.screen(NOTHING_SHOWN))
    world.second.hand_over(world.stick())
    assert enrolled(world, request).status == errors.NotATerminal.exit_status
    done(enrolled(world, request, "--fingerprint", fingerprint_of(request)))
    assert what(world.bring()) == ["new", "new"]
    assert codes(world) == set(found)
    out = world.path("allowed_signers")
    world.hq.do("hq", "signers", "-o", str(out))
    assert out.read_text(encoding="utf-8").count(world.second.device) == 2


def test_another_laptops_key_is_refused(world: World) -> None:
    """A request cannot put one laptop's key under another laptop's name."""
    import dataclasses

    from fieldkit.sync.bundle.card import write_request
    from tests.flow.forging import key_of

    done(world.enrol_second())
    asked = read_request(world.path("second.request").read_bytes())
    stolen = dataclasses.replace(asked, device=world.laptop.device, epoch="e-" + "9" * 16)
    file = world.path("stolen.request")
    file.write_bytes(write_request(stolen.vouched(key_of(world.laptop), {}), key_of(world.second)))
    assert enrolled(world, file).status == errors.DeviceConflict.exit_status
