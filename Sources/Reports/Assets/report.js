// Draws the charts of a report from the numbers that stand beside them, and folds the tables away that stood in for
// them. Colours are the style's variables, so a change to dark or to paper needs no drawing anew.
(function () {
  "use strict";
  var library = window.echarts;
  if (!library) return;
  var charts = [];

  // The charts measure their words in it; a name such as `inherit` would be measured as another font.
  var font = getComputedStyle(document.body).fontFamily;

  function colour(name) { return "var(--" + name + ")"; }

  function share(value) {
    if (value === null || value === undefined || isNaN(value)) return "–";
    var hundred = value * 100;
    return (Math.abs(hundred) < 10 && hundred !== 0 ? hundred.toFixed(1) : Math.round(hundred)) + "%";
  }

  function count(value) {
    if (value === null || value === undefined || isNaN(value)) return "–";
    var rounded = Math.round(value * 100) / 100;
    return String(rounded).replace(/\B(?<!\.\d*)(?=(\d{3})+(?!\d))/g, ",");
  }

  function series(one, data) {
    var isBand = one.form === "bandLow" || one.form === "bandHeight";
    var made = {
      name: one.name, type: one.form === "bars" ? "bar" : "line", data: one.values, yAxisIndex: one.right,
      emphasis: { disabled: true }, silent: isBand
    };
    if (one.form === "bars") {
      made.itemStyle = { color: colour(one.colour), borderRadius: one.stack ? 0 : [2, 2, 0, 0] };
      made.barMaxWidth = 26;
      if (one.stack) made.stack = one.stack;
      return made;
    }
    made.symbol = data.labels.length > 1 ? "none" : "circle";
    made.step = one.form === "line" ? false : "end";
    made.connectNulls = false;
    made.lineStyle = {
      color: colour(one.colour), width: isBand ? 0 : one.values.length > 120 ? 1.2 : 2, type: one.dashed ? [5, 5] : "solid"
    };
    made.itemStyle = { color: colour(one.colour) };
    if (isBand) {
      made.stack = "band";
      made.tooltip = { show: false };
      if (one.form === "bandHeight") made.areaStyle = { color: colour(one.colour), opacity: 0.16 };
    }
    return made;
  }

  // Days since something are told by weeks, months or years, about ten of them.
  function isTold(count) {
    var step = [1, 5, 10, 30, 60, 90, 180, 360, 720].filter(function (step) { return count / step <= 12; })[0] || 1440;
    return function (index, label) { return Number(label) % step === 0; };
  }

  // The lines that the names of the series take over the chart.
  function legendLines(named, width) {
    var line = 0, lines = 1;
    named.forEach(function (one) {
      var needed = 46 + [].reduce.call(one.name, function (sum, letter) { return sum + (letter > "\u2e80" ? 12 : 7); }, 0);
      if (line > 0 && line + needed > width) { lines += 1; line = 0; }
      line += needed;
    });
    return lines;
  }

  function option(data, width) {
    var format = data.unit === "share" ? share : count;
    var text = { color: colour("soft"), fontSize: 12, fontFamily: font };
    var named = data.series.filter(function (one) { return one.form !== "bandLow"; });
    var hasRight = data.series.some(function (one) { return one.right === 1; });
    function value(isRight) {
      return {
        type: "value", min: 0, max: data.unit === "share" ? 1 : null, minInterval: data.unit === "share" ? 0 : 1,
        axisLabel: Object.assign({ formatter: format }, text), splitNumber: 4, interval: data.unit === "share" ? 0.25 : null,
        splitLine: { show: !isRight, lineStyle: { color: colour("line") } }
      };
    }
    return {
      animation: false, aria: { enabled: false }, textStyle: text,
      grid: { left: 6, right: hasRight ? 6 : 14, top: 14 + 22 * legendLines(named, width), bottom: data.axis ? 24 : 6, containLabel: true },
      legend: {
        data: named.map(function (one) {
          return { name: one.name, icon: one.form === "bars" || one.form === "bandHeight" ? "roundRect" : "path://M0,0L18,0L18,3L0,3Z" };
        }),
        top: 2, left: 4, itemGap: 18, itemWidth: 16, itemHeight: 8, textStyle: text, selectedMode: false, type: "plain"
      },
      tooltip: {
        trigger: "axis", confine: true, valueFormatter: format, transitionDuration: 0,
        backgroundColor: colour("card"), borderColor: colour("line"), borderWidth: 1, padding: [6, 10],
        textStyle: { color: colour("ink"), fontSize: 13, fontFamily: font },
        axisPointer: { type: "line", lineStyle: { color: colour("soft"), width: 1 }, animation: false }
      },
      xAxis: {
        type: "category", data: data.labels, name: data.axis || "", nameLocation: "middle", nameGap: 28,
        nameTextStyle: text, boundaryGap: data.series.some(function (one) { return one.form === "bars"; }),
        axisLine: { lineStyle: { color: colour("line") } }, axisTick: { show: false },
        axisLabel: Object.assign({ hideOverlap: true, alignMinLabel: "left", alignMaxLabel: "right" }, text,
          data.axis ? { interval: isTold(Number(data.labels[data.labels.length - 1])) } : {})
      },
      yAxis: hasRight ? [value(false), value(true)] : [value(false)],
      series: data.series.map(function (one) { return series(one, data); })
    };
  }

  // Where people stand in a picture of this size: whoever talks with each other is drawn together, all others push each other
  // away (Fruchterman and Reingold 1991). The start is a circle, so that the same numbers make the same picture each time;
  // at the end it is stretched until it fills the picture and nobody stands beyond its edge.
  function places(data, width, height) {
    var people = data.people.length, ideal = 1 / Math.sqrt(people);
    var at = data.people.map(function (one, index) {
      var angle = 2 * Math.PI * index / people;
      return [0.5 + 0.5 * Math.cos(angle), 0.5 + 0.5 * Math.sin(angle)];
    });
    for (var heat = 0.1; heat > 0.0005; heat *= 0.98) {
      var pull = at.map(function (one) { return [0.4 * (0.5 - one[0]), 0.4 * (0.5 - one[1])]; });
      var push = function (first, second, force) {
        var x = at[first][0] - at[second][0], y = at[first][1] - at[second][1], far = Math.max(0.01, Math.hypot(x, y));
        var by = force(far) / far;
        pull[first][0] += by * x; pull[first][1] += by * y; pull[second][0] -= by * x; pull[second][1] -= by * y;
      };
      var apart = function (far) { return ideal * ideal / far; }, together = function (far) { return -far * far / ideal; };
      for (var first = 0; first < people; first += 1) {
        for (var second = first + 1; second < people; second += 1) push(first, second, apart);
      }
      data.ties.forEach(function (tie) { push(tie[0], tie[1], together); });
      at.forEach(function (one, index) {
        var far = Math.max(1e-9, Math.hypot(pull[index][0], pull[index][1])), by = Math.min(far, heat) / far;
        one[0] += by * pull[index][0]; one[1] += by * pull[index][1];
      });
    }
    [width, height].forEach(function (size, axis) {
      var order = at.slice().sort(function (one, other) { return one[axis] - other[axis]; });
      var least = order[0][axis], span = Math.max(1e-9, order[people - 1][axis] - least);
      order.map(function (one, rank) {
        // Half by place and half by order, so that a few far away leave the others room.
        return 0.5 * (one[axis] - least) / span + 0.5 * rank / Math.max(1, people - 1);
      }).forEach(function (share, rank) { order[rank][axis] = size * share; });
    });
    return at;
  }

  // Who talks with whom: people as dots, the wider the more they said.
  function network(data, width, height) {
    var small = Math.max(0.6, Math.min(1, width / 800)), edge = 26, at = places(data, width - 2 * edge, height - 2 * edge);
    var most = Math.max.apply(null, data.people.map(function (one) { return one.messages; }).concat([1]));
    var heaviest = Math.max.apply(null, data.ties.map(function (tie) { return tie[2]; }).concat([1]));
    var text = { color: colour("ink"), fontSize: 12, fontFamily: font };
    return {
      animation: false, aria: { enabled: false }, textStyle: text,
      tooltip: { show: false },
      series: [{
        type: "graph", layout: "none", roam: false, draggable: false, silent: true,
        left: edge, right: edge, top: edge, bottom: edge, labelLayout: { hideOverlap: true },
        data: data.people.map(function (one, index) {
          return {
            name: String(index), x: at[index][0], y: at[index][1], symbolSize: small * (8 + 26 * Math.sqrt(one.messages / most)),
            itemStyle: { color: colour(one.core ? "leaf" : "bar"), borderColor: colour(one.bridge ? "persimmon" : "card"), borderWidth: one.bridge ? 3 : 1 },
            // To whichever side there is room for a name.
            label: Object.assign({ show: true, position: at[index][0] > 0.6 * width ? "left" : "right", formatter: function () { return one.name; }, width: 96, overflow: "truncate" }, text)
          };
        }),
        links: data.ties.map(function (tie) {
          return {
            source: tie[0], target: tie[1], value: tie[2],
            lineStyle: { color: colour("soft"), opacity: 0.2 + 0.4 * tie[2] / heaviest, width: 0.6 + 3.4 * Math.sqrt(tie[2] / heaviest) }
          };
        })
      }]
    };
  }

  function draw(figure) {
    var numbers = document.getElementById("chart-" + figure.getAttribute("data-chart"));
    var canvas = figure.querySelector(".canvas");
    canvas.hidden = false;
    var chart = library.init(canvas, null, { renderer: "svg" });
    var data = JSON.parse(numbers.textContent);
    chart.setOption(data.kind === "network" ? network(data, chart.getWidth(), chart.getHeight()) : option(data, chart.getWidth()));
    if (data.kind === "network") chart.network = data;
    charts.push(chart);
    figure.querySelector("details").open = false;
    scale(chart);
  }

  // A drawing that knows its own size can be scaled to a page of paper.
  function scale(chart) {
    var drawing = chart.getDom().querySelector("svg");
    if (drawing) drawing.setAttribute("viewBox", "0 0 " + chart.getWidth() + " " + chart.getHeight());
  }

  document.querySelectorAll("figure[data-chart]").forEach(function (figure) {
    try {
      draw(figure);
    } catch (error) {
      // Then the table stays, which says the same.
      figure.querySelector(".canvas").hidden = true;
      figure.querySelector("details").open = true;
      console.error(error);
    }
  });
  document.documentElement.classList.add("drawn");

  var waiting = 0;
  window.addEventListener("resize", function () {
    if (window.matchMedia("print").matches) return;
    clearTimeout(waiting);
    waiting = setTimeout(function () {
      charts.forEach(function (chart) {
        chart.resize();
        if (chart.network) chart.setOption(network(chart.network, chart.getWidth(), chart.getHeight()));
        scale(chart);
      });
    }, 100);
  });
})();
