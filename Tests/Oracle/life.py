"""How long members stay and groups live, who carries a group, when to publish, and where a group stands: the parts of a
report that are about life, each to its definition, from a folded history."""

import datetime
import math
from collections import defaultdict

from history import MESSAGES

DAY = datetime.timedelta(days=1)
NORMAL_97_5 = 1.959963984540054


class Life:
    """The parts of one report."""

    def __init__(self, report):
        self.report, self.history = report, report.history
        self.first, self.last = report.first, report.last

    def parts(self):
        spoken = self.report.speakers(self.first, self.last)
        return {
            "best_hours": self.best_hours(),
            "people": self.people(spoken),
            "stage": self.stage(),
            "survival_members": points(self.member_subjects()),
        }

    # Survival

    def member_subjects(self):
        """(days, whether that is an end) of everybody who was ever a member."""
        last_said = {}
        for day, spoken in self.history.messages.items():
            for person in spoken:
                last_said[person] = max(day, last_said.get(person, day))
        subjects = []
        for person, joined in self.history.first_joined.items():
            left = self.history.stays[person][-1][1]
            said = last_said.get(person)
            if left is not None:
                subjects.append(((left - joined).days, True))
            elif said is not None and said + 28 * DAY <= self.history.last_day:
                subjects.append(((said - joined).days + 1, True))
            else:
                subjects.append(((self.history.last_day - joined).days, False))
        return subjects

    # People

    def pairs(self, active):
        """Who is joined to whom, both having spoken."""
        near = {person: set() for person in active}
        for first, second in self.report.edges():
            if first in near and second in near:
                near[first].add(second)
                near[second].add(first)
        return near

    def people(self, spoken):
        near = self.pairs(spoken)
        cores, bridges = core_numbers(near), cut_people(near)
        limit = max(2, max(cores.values(), default=0) / 2)
        core = sorted(((cores[person], spoken[person]) for person in spoken if cores[person] >= limit), reverse=True)
        edge = [spoken[person] for person in spoken if cores[person] < limit]
        joined = [day for day in self.history.first_joined.values() if self.first <= day <= self.last]
        present = self.report.members(self.last)
        gone = {}
        for person, stays in self.history.stays.items():
            for _, left in stays:
                if left is not None and self.first <= left <= self.last and person not in present:
                    gone[person] = left
        return {
            "core": {"count": len(core), "first": [{"core_number": k, "messages": n} for k, n in core[:10]]},
            "edge": by_messages(edge),
            "bridge": by_messages([spoken[person] for person in bridges]),
            "speakers": by_messages(list(spoken.values())),
            "newcomers": by_day(joined, "joined"),
            "leaving": by_day(list(gone.values()), "left"),
            "silent": {"count": self.report.totals()["silent"]},
        }

    # Hours and stage

    def best_hours(self):
        people = {True: defaultdict(set), False: defaultdict(set)}  # working day? → hour → (day, person)
        for event, sender, *_ in self.history.trace:
            if event.kind in MESSAGES and sender not in self.history.bots and 0 <= (self.last - event.day).days < 56:
                people[event.day.weekday() < 5][event.hour].add((event.day, sender))

        def best(is_working, days):
            ordered = sorted(people[is_working].items(), key=lambda item: (-len(item[1]), item[0]))
            return [{"hour": hour, "speakers": len(found) / days} for hour, found in ordered[:3]]

        return {"workdays": best(True, 40), "weekends": best(False, 16)}

    def stage(self):
        history, last = self.history, self.last
        if last < history.first_day:
            return None
        now, length = (last, 7) if last < history.last_day else (history.last_day, 8)
        if now - (length - 1) * DAY >= history.first_day and len(self.report.speakers(now - (length - 1) * DAY, now)) < 2:
            return said("closed", ("wau", len(self.report.speakers(now - 6 * DAY, now))))
        totals = self.report.totals()
        month_ago = last - 28 * DAY
        before = len(self.report.speakers(month_ago - 27 * DAY, month_ago))
        joins, leaves = (self.report.total(days, month_ago + DAY, last) for days in (history.joins, history.leaves))
        start = len(self.report.members(month_ago))
        growth = (joins - leaves) / start if start else None
        if (now - history.first_day).days < 14:
            return said("seed", ("age", (now - history.first_day).days))
        if totals["members"] < 10:
            return said("seed", ("members", totals["members"]))
        if before and totals["mau"] <= before / 2:
            return said("fading", ("mau", totals["mau"]), ("mau_before", before))
        if leaves > joins and totals["active_ratio"] is not None and totals["active_ratio"] < 0.1:
            return said("fading", ("joins", joins), ("leaves", leaves), ("active_ratio", totals["active_ratio"]))
        if growth is not None and growth >= 0.1:
            return said("growing", ("growth_rate", growth))
        return said("active", ("mau", totals["mau"]), *([] if growth is None else [("growth_rate", growth)]))


def said(stage, *reasons):
    return {"stage": stage, "reasons": [{"figure": figure, "value": value} for figure, value in reasons]}


def by_messages(counts):
    return {"count": len(counts), "first": [{"messages": count} for count in sorted(counts, reverse=True)[:10]]}


def by_day(days, key):
    return {"count": len(days), "first": [{key: str(day)} for day in sorted(days, reverse=True)[:10]]}


# Survival


def group_subject(history):
    found = history.death()
    if found:
        return (found[0] - history.first_day).days, True
    return (history.last_day - history.first_day).days, False


def points(subjects):
    """Kaplan and Meier's estimate with Greenwood's variance, bounds on the scale of log(-log S)."""
    if not subjects:
        return []
    shown, survival, variance = [], 1.0, 0.0
    longest = max(days for days, _ in subjects)
    for day in sorted({0, longest} | {days for days, has_ended in subjects if has_ended}):
        at_risk = sum(1 for days, _ in subjects if days >= day)
        ended = sum(1 for days, has_ended in subjects if has_ended and days == day)
        survival *= 1 - ended / at_risk
        if ended < at_risk:
            variance += ended / (at_risk * (at_risk - ended))
        else:
            survival = 0.0
        low = high = survival
        if 0 < survival < 1:
            width = NORMAL_97_5 * math.sqrt(variance) / -math.log(survival)
            centre = math.log(-math.log(survival))
            low, high = (math.exp(-math.exp(centre + sign * width)) for sign in (1, -1))
        shown.append({"t": day, "s": survival, "low": low, "high": high, "at_risk": at_risk})
    return shown


# The graph


def core_numbers(near):
    """Whoever has the fewest neighbours left is taken away, again and again; the most that ever was is their number."""
    degree = {person: len(others) for person, others in near.items()}
    cores, reached = {}, 0
    while degree:
        person = min(degree, key=degree.get)
        reached = max(reached, degree.pop(person))
        cores[person] = reached
        for other in near[person]:
            if other in degree:
                degree[other] -= 1
    return cores


def cut_people(near):
    """Those without whom there are more pieces: each is taken away in turn."""
    whole = pieces(near, None)
    return {person for person, others in near.items() if len(others) > 1 and pieces(near, person) > whole}


def pieces(near, without):
    seen, count = {without}, 0
    for start in near:
        if start in seen:
            continue
        count += 1
        seen.add(start)
        waiting = [start]
        while waiting:
            fresh = near[waiting.pop()] - seen
            seen |= fresh
            waiting.extend(fresh)
    return count


# A third opinion


def check_life_with_libraries(report):
    """Survival once more with lifelines, roles with networkx."""
    import networkx

    life = Life(report)
    spoken = report.speakers(report.first, report.last)
    near = life.pairs(spoken)
    graph = networkx.Graph()
    graph.add_nodes_from(near)
    graph.add_edges_from((first, second) for first, others in near.items() for second in others)
    assert core_numbers(near) == networkx.core_number(graph), "core numbers"
    assert cut_people(near) == set(networkx.articulation_points(graph)), "bridges"
    check_survival_with_lifelines(life.member_subjects())


def check_survival_with_lifelines(subjects):
    """False where lifelines is not installed."""
    try:
        from lifelines import KaplanMeierFitter
    except ImportError:
        return False
    if not subjects:
        return True
    fitter = KaplanMeierFitter().fit([days for days, _ in subjects], [has_ended for _, has_ended in subjects])
    bounds, at_risk = fitter.confidence_interval_, fitter.event_table["at_risk"]
    for point in points(subjects):
        day = point["t"]
        found = fitter.survival_function_["KM_estimate"][day], *bounds.loc[day]
        for own, other in zip((point["s"], point["low"], point["high"]), found):
            assert abs(own - other) < 1e-9, f"survival on day {day}: own {own}, lifelines {other}"
        assert at_risk[day] == point["at_risk"], f"at risk on day {day}"
    return True
