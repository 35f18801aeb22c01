// The import pages with a script: files can be dropped, the upload and the import show how far they are.
(function () {
  "use strict";

  var form = document.getElementById("upload");
  if (form) upload(form);
  var meter = document.getElementById("import");
  if (meter && window.EventSource) watch(meter);

  function upload(form) {
    var drop = document.getElementById("drop");
    var button = form.querySelector("button.main");
    var isSending = false;

    ["dragenter", "dragover"].forEach(function (name) {
      drop.addEventListener(name, function (event) { event.preventDefault(); drop.classList.add("over"); });
    });
    ["dragleave", "drop"].forEach(function (name) {
      drop.addEventListener(name, function () { drop.classList.remove("over"); });
    });
    drop.addEventListener("drop", function (event) {
      event.preventDefault();
      gather(event.dataTransfer).then(send);
    });
    form.addEventListener("change", function () { send(chosen()); });
    form.addEventListener("submit", function (event) {
      event.preventDefault();
      send(chosen());
    });

    // What the two fields hold, each file with its way from the folder that was chosen.
    function chosen() {
      var found = [];
      form.querySelectorAll("input[type=file]").forEach(function (field) {
        Array.prototype.forEach.call(field.files, function (file) {
          found.push({ file: file, path: file.webkitRelativePath || file.name });
        });
      });
      return found;
    }

    // What was dropped, folders with all in them.
    function gather(data) {
      var entries = Array.prototype.map.call(data.items || [], function (item) {
        return item.webkitGetAsEntry && item.webkitGetAsEntry();
      }).filter(Boolean);
      if (!entries.length) {
        return Promise.resolve(Array.prototype.map.call(data.files, function (file) {
          return { file: file, path: file.name };
        }));
      }
      var found = [];
      function walk(entry, path) {
        if (entry.isFile) {
          return new Promise(function (done) {
            entry.file(function (file) { found.push({ file: file, path: path + entry.name }); done(); }, done);
          });
        }
        var reader = entry.createReader();
        return new Promise(function (done) {
          // A reader hands out a hundred at a time, until it hands out none.
          (function more() {
            reader.readEntries(function (some) {
              if (!some.length) return done();
              Promise.all(some.map(function (one) { return walk(one, path + entry.name + "/"); })).then(more);
            }, done);
          })();
        });
      }
      return Promise.all(entries.map(function (entry) { return walk(entry, ""); })).then(function () { return found; });
    }

    function send(found) {
      if (isSending || !found.length) return;
      var size = found.reduce(function (sum, one) { return sum + one.file.size; }, 0);
      if (size > Number(form.dataset.most)) return say(form.dataset.tooLarge);
      var body = new FormData();
      found.forEach(function (one) { body.append("files", one.file, one.path); });
      var text = document.getElementById("sending-text");
      var bar = document.getElementById("sending-bar");
      var request = new XMLHttpRequest();
      isSending = true;
      button.disabled = true;
      document.getElementById("sending").hidden = false;
      request.upload.addEventListener("progress", function (event) {
        var percent = event.total ? Math.floor(event.loaded * 100 / event.total) : 0;
        bar.value = percent;
        text.textContent = text.dataset.text.replace("{percent}", percent).replace("{files}", found.length);
      });
      request.addEventListener("load", function () {
        if (request.status < 400) return location.assign(request.responseURL);
        var answer = new DOMParser().parseFromString(request.responseText, "text/html");
        var trouble = answer.querySelector("[role=alert]") || answer.querySelector("main p");
        say(trouble ? trouble.textContent : form.dataset.lost);
      });
      request.addEventListener("error", function () { say(form.dataset.lost); });
      request.open("POST", form.action);
      request.send(body);
    }

    function say(words) {
      isSending = false;
      button.disabled = false;
      document.getElementById("sending").hidden = true;
      var place = form.querySelector("[role=alert]");
      if (!place) {
        place = document.createElement("p");
        place.className = "error";
        place.setAttribute("role", "alert");
        form.insertBefore(place, drop);
      }
      place.textContent = words;
    }
  }

  function watch(meter) {
    var source = new EventSource(meter.dataset.events);
    source.addEventListener("progress", function (event) {
      var space = event.data.indexOf(" ");
      document.getElementById("import-bar").value = Number(event.data.slice(0, space));
      document.getElementById("import-text").textContent = event.data.slice(space + 1);
    });
    source.addEventListener("end", function () {
      source.close();
      location.reload();
    });
  }
})();
