// Checks of any page, run inside it: names, headings, landmarks and contrast (WCAG 2.1).

// Returns what is wrong, a line each.
export function accessibilityProblems() {
  const problems = [];
  const nameOf = (element) =>
    (element.getAttribute("aria-label") || element.getAttribute("alt") || element.textContent || "").trim();
  const complain = (element, what) => problems.push(`${element.outerHTML.slice(0, 90)}: ${what}`);

  for (const element of document.querySelectorAll("img, svg[role=img], svg[role=group], button, a, audio"))
    if (!nameOf(element)) complain(element, "has no name");
  for (const element of document.querySelectorAll("svg:not([aria-hidden=true])"))
    if (!element.parentElement.closest("svg") && !element.getAttribute("role")) complain(element, "has no role");
  for (const element of document.querySelectorAll("section"))
    if (!document.getElementById(element.getAttribute("aria-labelledby"))) complain(element, "has no label");
  for (const table of document.querySelectorAll("table")) {
    if (!table.querySelector("caption")) complain(table, "has no caption");
    for (const head of table.querySelectorAll("th")) if (!head.getAttribute("scope")) complain(head, "has no scope");
    if (table.querySelector("thead td")) complain(table, "has a head without th");
  }
  for (const link of document.querySelectorAll("a[href^='#']"))
    if (!document.getElementById(link.getAttribute("href").slice(1))) complain(link, "leads nowhere");

  const ids = [...document.querySelectorAll("[id]")].map((element) => element.id);
  for (const id of ids) if (ids.indexOf(id) !== ids.lastIndexOf(id)) problems.push(`two elements have the id ${id}`);

  let level = 0;
  for (const heading of document.querySelectorAll("h1, h2, h3, h4")) {
    const next = Number(heading.tagName[1]);
    if (next > level + 1) complain(heading, `follows a heading of level ${level}`);
    level = next;
  }
  if (document.querySelectorAll("h1").length !== 1) problems.push("not one h1");
  for (const landmark of ["header", "nav", "main", "footer"])
    if (document.querySelectorAll(`body > ${landmark}`).length !== 1) problems.push(`not one ${landmark}`);
  if (!document.documentElement.lang) problems.push("no language");
  return problems;
}

// The least contrast between text and what is behind it.
export function contrasts() {
  const channels = (colour) => colour.match(/[\d.]+/g).slice(0, 3).map(Number);
  const luminance = (colour) => {
    const [red, green, blue] = channels(colour).map((value) => {
      const part = value / 255;
      return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const contrast = (a, b) => {
    const [low, high] = [luminance(a), luminance(b)].sort((x, y) => x - y);
    return (high + 0.05) / (low + 0.05);
  };
  const paper = getComputedStyle(document.documentElement).backgroundColor;
  const result = {};
  const note = (selector, value) => { result[selector] = Math.min(result[selector] ?? 99, value); };
  for (const selector of ["p", ".note", ".answer", "a", "h2", "td", "th", "figcaption", "dt"])
    for (const element of document.querySelectorAll(selector)) note(selector, contrast(getComputedStyle(element).color, paper));
  for (const button of document.querySelectorAll("button"))
    note("button", contrast(getComputedStyle(button).color, getComputedStyle(button).backgroundColor));
  for (const text of document.querySelectorAll("svg text:not(.on)")) note("svg text", contrast(getComputedStyle(text).fill, paper));
  for (const text of document.querySelectorAll("svg text.on"))
    note("svg text.on", contrast(getComputedStyle(text).fill, getComputedStyle(text.previousElementSibling).fill));
  for (const bar of document.querySelectorAll(".bar rect:not(.track)")) note("bar (3 is enough)", contrast(getComputedStyle(bar).fill, paper) * 1.5);
  return result;
}
