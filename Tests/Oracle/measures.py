"""Every figure of the report, to its definition, from a folded history."""

import datetime
import statistics
from collections import Counter
from fractions import Fraction

from life import Life, check_life_with_libraries

DAY = datetime.timedelta(days=1)
NOISY, LEAST_SHARE = 100, 0.2
LISTED = 20  # unanswered questions


def share(part, whole):
    return None if whole == 0 else float(Fraction(part) / Fraction(whole))


def monday(day):
    return day - day.weekday() * DAY


def week_name(day):
    year, week, _ = day.isocalendar()
    return f"{year:04d}-W{week:02d}"


class Report:
    def __init__(self, history, first, last):
        self.history = history
        self.first, self.last = first, last

    def document(self, group):
        first, last = self.first, self.last
        return {
            "group": group,
            "window": {"from": str(first), "to": str(last)},
            "activity": {
                "totals": self.totals(),
                "days": [{"date": str(day)} | self.span(day, day) for day in self.history.day_range(first, last)],
                "weeks": self.spans(lambda day: (week_name(day), monday(day) + 6 * DAY), "week"),
                "months": self.spans(lambda day: (f"{day:%Y-%m}", end_of_month(day)), "month"),
            },
            "hours": self.hours(),
            "retention": self.retention(),
            "graph": self.graph() | {"course": self.course()},
            "value": self.value(),
            "noise": self.noise(),
            "death": self.death(),
            "anomalies": {
                "joins_implied": self.total(self.history.implied),
                "joins_of_present": self.total(self.history.joins_of_present),
                "leaves_of_absent": self.total(self.history.leaves_of_absent),
            },
        } | Life(self).parts()

    # Counting

    def total(self, by_day, first=None, last=None):
        first, last = first or self.first, last or self.last
        return sum(count for day, count in by_day.items() if first <= day <= last)

    def speakers(self, first, last):
        """Messages by person."""
        spoken = Counter()
        for day in self.history.day_range(first, last):
            spoken.update(self.history.messages.get(day, {}))
        return spoken

    def members(self, day):
        """People whose stay is open at the end of a day, each with the day that stay began."""
        found = {}
        for person, stays in self.history.stays.items():
            for joined, left in stays:
                if joined <= day and (left is None or left > day):
                    found[person] = joined
        return found

    def span(self, first, last):
        spoken = self.speakers(first, last)
        return {
            "messages": sum(spoken.values()),
            "joins": self.total(self.history.joins, first, last),
            "leaves": self.total(self.history.leaves, first, last),
            "members": len(self.members(last)),
            "active": len(spoken),
        }

    def spans(self, unit, key):
        """The weeks or months that the window touches, clipped to it."""
        spans = []
        first = self.first
        while first <= self.last:
            name, end = unit(first)
            last = min(end, self.last)
            spans.append({key: name, "from": str(first), "to": str(last)} | self.span(first, last))
            first = last + DAY
        return spans

    def totals(self):
        history, last = self.history, self.last
        spoken = self.speakers(self.first, last)
        messages = sum(spoken.values())
        members = self.members(last)
        at_start = len(self.members(self.first - DAY))
        month = self.speakers(last - 27 * DAY, last)
        leaves, joins = self.total(history.leaves), self.total(history.joins)
        daily = sum(len(history.messages.get(day, {})) for day in history.day_range(last - 27 * DAY, last))
        seen = set()
        for day in history.day_range(self.first, last):
            seen |= history.seen.get(day, set())
        return {
            "messages": messages,
            "messages_bot": self.total(history.bot_messages),
            "joins": joins,
            "leaves": leaves,
            "sessions": self.total(history.arrivals),
            "members": len(members),
            "people_seen": len(seen),
            "active": len(spoken),
            "dau": len(history.messages.get(last, {})),
            "wau": len(self.speakers(last - 6 * DAY, last)),
            "mau": len(month),
            "active_ratio": share(len(month), len(members)),
            "stickiness": share(Fraction(daily, 28), len(month)),
            "growth_rate": share(joins - leaves, at_start),
            "churn_rate": share(leaves, at_start),
            "messages_per_member": share(messages, len(members)),
            "messages_per_active": share(messages, len(spoken)),
            "gini": gini(list(spoken.values())),
            "top10_share": top_share(list(spoken.values())),
            "silent": sum(1 for person, joined in members.items() if person not in month and (last - joined).days >= 28),
        }

    def hours(self):
        matrix = [[0] * 24 for _ in range(7)]
        for day in self.history.day_range(self.first, self.last):
            for hour, count in self.history.hours.get(day, {}).items():
                matrix[day.weekday()][hour] += count
        return matrix

    def retention(self):
        """Cohorts whose week the window touches; whole weeks, up to that of the window's end."""
        history = self.history
        speakers_of_week = {}
        for day, spoken in history.messages.items():
            speakers_of_week.setdefault(monday(day), set()).update(spoken)
        cohorts = {}
        for person, joined in history.first_joined.items():
            cohorts.setdefault(monday(joined), set()).add(person)
        rows = []
        for start in sorted(cohorts):
            if start > self.last or start + 6 * DAY < self.first:
                continue
            active = []
            week = start
            while week <= self.last:
                is_over = week + 6 * DAY <= history.last_day
                spoken = speakers_of_week.get(week, set())
                active.append(len(cohorts[start] & spoken) if is_over else None)
                week += 7 * DAY
            rows.append({"week": week_name(start), "size": len(cohorts[start]), "active": active})
        return rows

    # Value

    def value(self):
        history, last = self.history, self.last
        asked = [question for question in history.questions if self.first <= question.day <= last]
        waits = [question.answered_at - question.instant for question in asked if question.answers]
        month = list(history.day_range(last - 27 * DAY, last))
        members = self.members(last)
        helped = {question.asker for question in history.questions if question.answers and question.day in set(month)}
        attentive = set()
        for day in month:
            attentive |= set(history.messages.get(day, ())) | set(history.reacted.get(day, ()))
        carrying, messages = self.total(history.carrying), sum(self.speakers(self.first, last).values())
        unanswered = [question for question in reversed(asked) if not question.answers]
        return {
            "questions": len(asked),
            "answered": len(waits),
            "answered_ratio": share(len(waits), len(asked)),
            "response_time_median": float(statistics.median(waits)) / 1000 if waits else None,
            "unanswered": [
                {"day": str(question.day), "time": instant_text(question.instant)} for question in unanswered[:LISTED]],
            "unanswered_count": len(unanswered),
            "attention": share(len(attentive), len(members)),
            "benefit": share(len(helped & set(members)), len(members)),
            "carrying": carrying,
            "carrying_share": share(carrying, messages),
        }

    def noise(self):
        days = []
        for day in self.history.day_range(self.first, self.last):
            messages = sum(self.history.messages.get(day, {}).values())
            carried = share(self.history.carrying.get(day, 0), messages)
            if messages > NOISY and carried < LEAST_SHARE:
                days.append({"date": str(day), "messages": messages, "carrying_share": carried})
        return {"days": days, "messages": sum(day["messages"] for day in days)}

    def death(self):
        """Of the whole life, whatever the window."""
        found = self.history.death()
        return None if found is None else {"day": str(found[0]), "revived": found[1]}

    # The graph

    def course(self):
        """The graph week by week, month by month where the window is longer than 26 weeks."""
        weekly = (self.last - self.first).days + 1 <= 26 * 7
        spans = self.spans(
            (lambda day: (week_name(day), monday(day) + 6 * DAY)) if weekly
            else (lambda day: (f"{day:%Y-%m}", end_of_month(day))), "week" if weekly else "month")
        for span in spans:
            first, last = (datetime.date.fromisoformat(span[end]) for end in ("from", "to"))
            for key in ("messages", "joins", "leaves", "members", "active"):
                del span[key]
            span.update(Report(self.history, first, last).graph())
        return spans

    def edges(self):
        edges = Counter()
        for day in self.history.day_range(self.first, self.last):
            edges.update(self.history.edges.get(day, {}))
        return edges

    def graph(self):
        edges = self.edges()
        active = set(self.speakers(self.first, self.last))
        mutual = {pair for pair in edges if (pair[1], pair[0]) in edges}
        return {
            "edges": len(edges),
            "weight": sum(edges.values()),
            "reciprocity": share(len(mutual), len(edges)),
            "density": share(len(edges), len(active) * (len(active) - 1)),
            "connected": share(len(active & {person for pair in mutual for person in pair}), len(active)),
            "largest_component": share(largest_component(edges, active), len(active)),
        }


def instant_text(milliseconds):
    shown = datetime.datetime.fromtimestamp(milliseconds // 1000, datetime.timezone.utc)
    return f"{shown:%Y-%m-%dT%H:%M:%S}.{milliseconds % 1000:03d}Z"


def end_of_month(day):
    return (day.replace(day=28) + 4 * DAY).replace(day=1) - DAY


def gini(counts):
    """Half the mean absolute difference over the mean."""
    total, size = sum(counts), len(counts)
    if total == 0:
        return None
    ranked = sum(rank * count for rank, count in enumerate(sorted(counts), 1))
    return float(Fraction(2 * ranked, size * total) - Fraction(size + 1, size))


def top_share(counts):
    if not counts:
        return None
    top = sorted(counts, reverse=True)[:-(-len(counts) // 10)]
    return share(sum(top), sum(counts))


def largest_component(edges, active):
    """The most active members that any one component holds."""
    parent = {}

    def root(person):
        parent.setdefault(person, person)
        while parent[person] != person:
            parent[person] = parent[parent[person]]
            person = parent[person]
        return person

    for first, second in edges:
        parent[root(first)] = root(second)
    sizes = Counter(root(person) for person in active)
    return max(sizes.values(), default=0)


def check_with_libraries(report):
    """Gini and graph once more with numpy and networkx. False where they are not installed."""
    try:
        import networkx
        import numpy
    except ImportError:
        return False
    spoken = report.speakers(report.first, report.last)
    active = set(spoken)
    graph = networkx.DiGraph()
    graph.add_nodes_from(active)
    graph.add_weighted_edges_from((a, b, weight) for (a, b), weight in report.edges().items())
    own, found = report.graph(), {}
    found["edges"] = graph.number_of_edges()
    found["weight"] = graph.size(weight="weight")
    if graph.number_of_edges():
        found["reciprocity"] = networkx.overall_reciprocity(graph)
    if len(active) > 1:
        within = graph.number_of_edges()
        found["density"] = within / (len(active) * (len(active) - 1))
        if set(graph) == active:
            assert abs(found["density"] - networkx.density(graph)) < 1e-9
    if active:
        mutual = graph.to_undirected(reciprocal=True)
        found["connected"] = sum(1 for person in active if mutual.degree(person) > 0) / len(active)
        parts = networkx.weakly_connected_components(graph)
        found["largest_component"] = max(len(part & active) for part in parts) / len(active)
        counts = numpy.array(list(spoken.values()), dtype=float)
        differences = numpy.abs(counts[:, None] - counts[None, :]).mean()
        assert abs(gini(list(spoken.values())) - differences / (2 * counts.mean())) < 1e-9, "gini"
    for key, value in found.items():
        assert abs(own[key] - value) < 1e-9, f"{key}: own {own[key]}, networkx {value}"
    check_life_with_libraries(report)
    return True
