"use strict";
// Plays A, then B, of one match at a time. Without this script the players and the links still work.
(() => {
  let playing = null;

  const stop = () => {
    if (!playing) return;
    const { button, sides } = playing;
    playing = null;
    for (const side of sides) {
      side.onended = null;
      side.pause();
    }
    button.textContent = button.dataset.label;
    button.parentElement.querySelector(".now").textContent = "";
    button.closest(".match").classList.remove("playing");
  };

  const play = (button) => {
    stop();
    const sides = [button.dataset.a, button.dataset.b].map((id) => document.getElementById(id));
    const now = button.parentElement.querySelector(".now");
    const turn = { button, sides };
    playing = turn;
    button.textContent = "Stop";
    button.closest(".match").classList.add("playing");
    const start = (index) => {
      if (playing !== turn) return;
      if (index === sides.length) return stop();
      now.textContent = index === 0 ? "A: this track" : "B: the recording";
      sides[index].currentTime = 0;
      sides[index].onended = () => start(index + 1);
      sides[index].play().catch(stop);
    };
    start(0);
  };

  for (const button of document.querySelectorAll("button.play")) {
    button.dataset.label = button.textContent;
    button.addEventListener("click", () => (playing && playing.button === button ? stop() : play(button)));
  }

  // A player that is started by hand ends what plays.
  for (const side of document.querySelectorAll("audio"))
    side.addEventListener("play", () => {
      if (playing && !playing.sides.includes(side)) stop();
      for (const other of document.querySelectorAll("audio")) if (other !== side) other.pause();
    });

  for (const region of document.querySelectorAll("a.region"))
    region.addEventListener("click", () => {
      const match = document.getElementById(region.dataset.match);
      const button = match && match.querySelector("button.play");
      if (match) match.focus({ preventScroll: true });
      if (button) play(button);
    });

  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") stop();
  });
})();
