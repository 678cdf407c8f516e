// Drives Chromium through the reports that make_reports.sh made: what they say, play, print, and ask for.
import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { after, before, test } from "node:test";
import { pathToFileURL } from "node:url";

import { chromium } from "playwright-core";

import { accessibilityProblems, contrasts } from "./page_checks.mjs";

const folder = process.env.TRIBUTARY_PAGES;
let browser;

before(async () => {
  browser = await chromium.launch({ executablePath: "/usr/bin/chromium", args: ["--no-sandbox", "--mute-audio"] });
});
after(() => browser?.close());

// A page, and all it asked for and complained of.
async function open(name, options = {}) {
  const context = await browser.newContext({ viewport: { width: 960, height: 1200 }, ...options });
  const page = await context.newPage();
  const url = pathToFileURL(path.join(folder, `${name}.mp3.html`)).href;
  const complaints = [];
  const requests = [];
  page.on("console", (message) => complaints.push(message.text()));
  page.on("pageerror", (error) => complaints.push(String(error)));
  page.on("request", (request) => requests.push(request.url()));
  await page.goto(url);
  const finish = async () => {
    const outside = requests.filter((each) => !each.startsWith("data:") && each.split("#")[0] !== url);
    assert.deepEqual(outside, [], "the page asks for nothing but itself");
    assert.deepEqual(complaints, [], "the console is silent");
    await context.close();
  };
  return { page, finish };
}

const plays = (page, id) =>
  page.waitForFunction((each) => document.getElementById(each).currentTime > 0.2, id, { timeout: 20000 });

test("the montage's answer comes first, with its bars and what is unattributed", async () => {
  const { page, finish } = await open("montage");
  const answer = await page.locator(".answer").innerText();
  // The probabilities of matches take up to a point away.
  assert.match(answer, /(29|30)% of this track’s sounding time is from “Mattias Westlund, Legends of the North”/);
  assert.match(answer, /10% is from “Aleksi Aubry-Carlson, Battle Music”/);
  assert.match(answer, /(60|61)% is unattributed/);
  const rows = await page.locator("#tier-recording .shares tbody tr").evaluateAll((all) =>
    all.map((row) => ({
      name: row.querySelector("th").innerText,
      share: row.querySelector(".share").innerText,
      bar: row.querySelectorAll("rect")[1].getBoundingClientRect().width /
           row.querySelectorAll("rect")[0].getBoundingClientRect().width,
    })));
  const truth = { "Mattias Westlund, Legends of the North": 30, "Aleksi Aubry-Carlson, Battle Music": 10, unattributed: 60 };
  assert.deepEqual(rows.map((row) => row.name), Object.keys(truth));
  for (const row of rows) assert.ok(Math.abs(parseFloat(row.share) - truth[row.name]) <= 1, `${row.name}: ${row.share}`);
  for (const row of rows) assert.ok(Math.abs(100 * row.bar - parseFloat(row.share)) < 1, `${row.name}: ${row.bar}`);
  const text = await page.locator("body").innerText();
  assert.match(text, /What would change the answer/);
  assert.match(text, /Without the weakest match of the tier recording/);
  assert.doesNotMatch(text, /\b300\d{3}\b/, "parts per million are for scripts");
  await finish();
});

test("the time line and the spectra lie where the seconds are", async () => {
  const { page, finish } = await open("montage");
  assert.equal(await page.locator("#tier-recording a.region").count(), 3);
  const place = await page.locator("#tier-recording a.region").first().evaluate((region) => {
    const drawing = region.closest("svg").getBoundingClientRect();
    return [...region.querySelectorAll("rect")].map((rect) => {
      const box = rect.getBoundingClientRect();
      return [(box.left - drawing.left) / drawing.width, box.width / drawing.width];
    });
  });
  assert.equal(place.length, 2, "one part in the track, one in the recording");
  assert.ok(place[0][0] > 0 && place[1][0] > place[0][0], "0:30 of the track is 0:40 of the recording");
  const images = await page.locator("#match-1 svg.spectra image").evaluateAll((all) =>
    Promise.all(all.map((image) => new Promise((done) => {
      const decoded = new Image();
      decoded.onload = () => done([decoded.naturalWidth, decoded.naturalHeight]);
      decoded.onerror = () => done([0, 0]);
      decoded.src = image.getAttribute("href");
    }))));
  assert.equal(images.length, 2);
  for (const [width, height] of images) assert.ok(width > 300 && height === 216, `${width} × ${height}`);
  assert.ok((await page.locator("#match-1 line.aligned").count()) >= 4);
  await finish();
});

test("a match plays A, then B, and can be stopped", async () => {
  const { page, finish } = await open("montage");
  await page.locator("#match-1 button.play").click();
  await plays(page, "a1");
  assert.equal(await page.locator("#match-1 .now").innerText(), "A: this track");
  assert.equal(await page.evaluate(() => document.getElementById("b1").paused), true);
  await page.evaluate(() => { const a = document.getElementById("a1"); a.currentTime = a.duration - 0.4; });
  await plays(page, "b1");
  assert.equal(await page.locator("#match-1 .now").innerText(), "B: the recording");
  const seconds = await page.evaluate(() => ["a1", "b1"].map((id) => document.getElementById(id).duration));
  for (const each of seconds) assert.ok(each > 7 && each < 8.3, `${each} s`);

  await page.locator("#match-2 button.play").click();
  await plays(page, "a2");
  assert.equal(await page.evaluate(() => document.getElementById("b1").paused), true, "one match at a time");
  await page.keyboard.press("Escape");
  assert.equal(await page.evaluate(() => document.getElementById("a2").paused), true);
  await finish();
});

test("the keyboard reaches every region and plays it", async () => {
  const { page, finish } = await open("montage");
  await page.keyboard.press("Tab");
  assert.equal(await page.evaluate(() => document.activeElement.className), "skip");
  let reached = 0;
  for (let i = 0; i < 60 && reached < 3; ++i) {
    await page.keyboard.press("Tab");
    if ((await page.evaluate(() => document.activeElement.getAttribute("class"))) === "region") ++reached;
  }
  assert.equal(reached, 3);
  const outline = await page.evaluate(() => getComputedStyle(document.activeElement).outlineStyle);
  assert.equal(outline, "solid", "the focus shows");
  const target = await page.evaluate(() => document.activeElement.dataset.match);
  await page.keyboard.press("Enter");
  await plays(page, target.replace("match-", "a"));
  assert.equal(await page.evaluate(() => document.activeElement.id), target, "the focus is at the match");
  await finish();
});

const audited = existsSync(path.join(folder, "audited.mp3.html"));

for (const name of ["montage", "unrelated", "hostile", ...(audited ? ["audited", "abstained"] : [])])
  for (const colorScheme of ["light", "dark"])
    test(`${name}: names, headings and contrast, ${colorScheme}`, async () => {
      const { page, finish } = await open(name, { colorScheme });
      assert.deepEqual(await page.evaluate(accessibilityProblems), []);
      const paper = await page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
      const [red] = paper.match(/\d+/g).map(Number);
      assert.ok(colorScheme === "dark" ? red < 60 : red > 240, paper);
      for (const [what, value] of Object.entries(await page.evaluate(contrasts)))
        assert.ok(value >= 4.5, `${what}: contrast ${value.toFixed(2)}`);
      await finish();
    });

test("an unrelated track says so on a page of its own", async () => {
  const { page, finish } = await open("unrelated");
  assert.match(await page.locator(".answer").innerText(), /insufficient evidence/);
  assert.match(await page.locator("#tier-recording .shares").innerText(), /unattributed\s+100%/);
  assert.equal(await page.locator("audio, .match").count(), 0);
  await finish();
});

test("hostile names are text", async () => {
  const { page, finish } = await open("hostile");
  assert.match(await page.locator(".answer").innerText(), /<img src=x onerror=/);
  assert.equal(await page.locator("img").count(), 0);
  assert.match(await page.title(), /^hostile\.mp3/);
  await finish();
});

test("an audit says who moved the model, and plays the segments", { skip: !audited }, async () => {
  const { page, finish } = await open("audited");
  assert.match(await page.locator(".answer").innerText(), /% of what training gained on this track is foreseen to come from/);
  const shares = await page.locator("#shares .shares").first().locator(".share").allInnerTexts();
  const sum = shares.reduce((total, each) => total + (parseInt(each) || 0), 0);
  assert.equal(sum, 100, `${shares} add up`);
  assert.ok(shares.length >= 2, "an owner, and what is unattributed");
  assert.equal(await page.locator("#segments .match").count(), 4);
  assert.equal(await page.locator("#segments a.region").count(), 4);
  await page.locator("#match-1 button.play").click();
  await plays(page, "a1");
  await page.evaluate(() => { const a = document.getElementById("a1"); a.currentTime = a.duration - 0.3; });
  await plays(page, "b1");
  const seconds = await page.evaluate(() => ["a1", "b1"].map((id) => document.getElementById(id).duration));
  for (const each of seconds) assert.ok(each > 3 && each < 3.6, `${each} s`);
  const text = await page.locator("body").innerText();
  assert.match(text, /What it does not show/);
  assert.ok((text.match(/\b[0-9a-f]{64}\b/g) ?? []).length >= 4, "hashes of the inputs");
  await finish();
});

test("an audit that abstains says why, and is silent when asked", { skip: !audited }, async () => {
  const { page, finish } = await open("abstained");
  assert.match(await page.locator(".answer").innerText(), /attributed to anybody: there is no calibration/);
  assert.match(await page.locator("#shares .shares").innerText(), /unattributed\s+100%/);
  assert.equal(await page.locator("audio").count(), 0);
  const listed = await page.locator("#segments .match").count();
  assert.ok(listed > 4 && listed <= 10, `${listed} segments stand out, of which ten at most are listed`);
  await finish();
});

test("an audit fits a telephone and prints", { skip: !audited }, async () => {
  const { page, finish } = await open("audited", { viewport: { width: 360, height: 740 } });
  assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), 360, "nothing sticks out");
  const pdf = await page.pdf({ format: "A4", printBackground: true });
  const pages = pdf.toString("latin1").match(/\/Type\s*\/Page\b/g)?.length ?? 0;
  assert.ok(pages >= 2 && pages <= 12, `${pages} pages`);
  await finish();
});

test("it fits a telephone, heeds reduced motion, and is complete without its script", async () => {
  const { page, finish } = await open("montage", {
    viewport: { width: 360, height: 740 }, reducedMotion: "reduce", javaScriptEnabled: false });
  assert.match(await page.locator(".answer").innerText(), /(60|61)% is unattributed/);
  const box = await page.locator("main").boundingBox();
  assert.ok(box.x >= 0 && box.x + box.width <= 360);
  assert.equal(await page.locator("#match-1 audio").count(), 2);
  await finish();
  const wide = await open("montage", { viewport: { width: 360, height: 740 }, reducedMotion: "reduce" });
  assert.equal(await wide.page.evaluate(() => document.documentElement.scrollWidth), 360, "nothing sticks out");
  assert.equal(await wide.page.evaluate(() => getComputedStyle(document.documentElement).scrollBehavior), "auto");
  await wide.finish();
});

test("it prints", async () => {
  const { page, finish } = await open("montage", { colorScheme: "dark" });
  const pdf = await page.pdf({ format: "A4", printBackground: true, path: path.join(folder, "montage.pdf") });
  const pages = pdf.toString("latin1").match(/\/Type\s*\/Page\b/g)?.length ?? 0;
  assert.ok(pages >= 2 && pages <= 20, `${pages} pages`);
  await page.emulateMedia({ media: "print" });
  assert.equal(await page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor), "rgb(255, 255, 255)");
  assert.equal(await page.locator("nav").isVisible(), false);
  assert.equal(await page.locator(".answer").isVisible(), true);
  await finish();
});

test("it is one file of at most 5 MB", async () => {
  const page = await readFile(path.join(folder, "montage.mp3.html"));
  assert.ok(page.length < 5e6, `${page.length} bytes`);
  assert.equal(existsSync(path.join(folder, "montage_files")), false);
});

test("its picture for the documentation is not empty", async () => {
  const { page, finish } = await open("montage", { colorScheme: "light" });
  const end = await page.locator("#tier-recording .time-line").boundingBox();
  const picture = await page.screenshot({ clip: { x: 0, y: 0, width: 960, height: end.y + end.height + 16 } });
  assert.ok(picture.length > 20000, `${picture.length} bytes`);
  await writeFile(path.join(folder, "report.png"), picture);
  await finish();
});
