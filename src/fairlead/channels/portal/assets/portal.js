// The portal without this script is whole. With it, new entries appear by themselves, distances in time tick, words that were not sent
// are kept in this browser, and times are told in the reader's zone from the next page on.
"use strict";
(() => {
  const SECONDS = 1000, EVERY = 8 * SECONDS, SLOWEST = 120 * SECONDS;
  const language = document.documentElement.lang;
  const brand = location.pathname.split("/").slice(0, 3).join("/");

  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  if (zone) {
    const secure = location.protocol === "https:" ? "; Secure" : "";
    document.cookie = `fairlead_zone=${zone}; Path=${brand}; Max-Age=31536000; SameSite=Lax${secure}`;
  }

  // Times near and far.
  const near = new Intl.RelativeTimeFormat(language, { numeric: "auto" });
  const UNITS = [["day", 86400], ["hour", 3600], ["minute", 60]];
  const tick = () => {
    for (const time of document.querySelectorAll("time[data-near]")) {
      const distance = (Date.parse(time.dateTime) - Date.now()) / SECONDS;
      const [unit, length] = UNITS.find(([, size]) => Math.abs(distance) >= 2 * size) ?? UNITS[2];
      time.textContent = near.format(Math.trunc(distance / length), unit);
    }
  };
  tick();
  setInterval(tick, 30 * SECONDS);

  // Words that were not sent. A private window may keep nothing: then nothing is kept.
  for (const form of document.querySelectorAll("form[data-keep]")) {
    const words = form.querySelector("textarea");
    const name = `fairlead.portal.${form.dataset.keep}`;
    try {
      if (words.value) localStorage.setItem(name, words.value);
      else if (document.querySelector(".done")) localStorage.removeItem(name);
      else words.value = localStorage.getItem(name) ?? "";
      words.addEventListener("input", () => {
        try {
          if (words.value) localStorage.setItem(name, words.value);
          else localStorage.removeItem(name);
        } catch {}
      });
    } catch {}
  }

  // What was chosen is shown and can be taken out again; pictures are covered and marked before they are sent. What does it comes
  // with the first file.
  const words = document.getElementById("pictures");
  if (words) {
    // A picture is shown at its full size for as long as its rules are not there.
    let styled;
    const style = () =>
      (styled ??= new Promise((done) => {
        const href = "/assets/widget/pictures.css";
        document.head.append(Object.assign(document.createElement("link"), { rel: "stylesheet", href, onload: done, onerror: done }));
      }));
    document.addEventListener("change", async ({ target }) => {
      if (target.type !== "file" || !(target.nextElementSibling?.matches(".chosen-pictures") || target.files.length)) return;
      try {
        const [{ show }] = await Promise.all([import("/assets/widget/pictures.js"), style()]);
        show(target, { ...words.dataset });
      } catch {}
    });
  }

  // New entries. What is drawn comes from the server as the page itself does; nothing of it is run.
  const list = document.querySelector("#entries[data-since]");
  if (!list) return;
  document.body.classList.add("live");
  list.setAttribute("aria-live", "polite");
  let wait = EVERY;
  let timer = 0;
  const last = () => Number([...list.querySelectorAll("[data-number]")].at(-1)?.dataset.number ?? 0);
  const look = async () => {
    clearTimeout(timer);
    if (document.visibilityState === "hidden") return;
    try {
      const answer = await fetch(list.dataset.since, { headers: { Accept: "text/html" } });
      // Signed out meanwhile, or the matter is another's now: the page says so when it is loaded.
      if (answer.status === 404) return;
      if (!answer.ok) throw new Error(String(answer.status));
      const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
      const known = last();
      const later = [...fresh.querySelectorAll("#entries > [data-number]")].filter((one) => Number(one.dataset.number) > known);
      list.append(...later.map((one) => document.adoptNode(one)));
      const stands = fresh.querySelector("#stands");
      const shown = document.querySelector("#stands");
      if (stands && shown && stands.dataset.revision !== shown.dataset.revision) {
        if (stands.dataset.status === shown.dataset.status) shown.replaceWith(document.adoptNode(stands));
        // What may be done is otherwise now. A page with words in it is left alone: its buttons answer what has become of them.
        else if (![...document.querySelectorAll("textarea")].some((field) => field.value) && !document.querySelector("input[type=file]")?.value) return location.reload();
        else shown.replaceWith(document.adoptNode(stands));
      }
      tick();
      wait = later.length ? EVERY : Math.min(wait * 1.5, SLOWEST);
    } catch {
      wait = Math.min(wait * 2, SLOWEST);
    }
    timer = setTimeout(look, wait);
  };
  timer = setTimeout(look, wait);
  document.addEventListener("visibilitychange", () => {
    wait = EVERY;
    if (document.visibilityState === "visible") look();
  });
})();
