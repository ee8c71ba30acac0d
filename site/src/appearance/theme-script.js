// Runs before the page is drawn, so that a chosen theme never flashes; and again whenever the
// choice changes, here or in another tab.
(() => {
  const pageColors = { light: "#f5f8f9", dark: "#0a1114" };

  function chosen() {
    try {
      return localStorage.getItem("theme");
    } catch {
      return null;
    }
  }

  function show() {
    const theme = chosen();
    const color = pageColors[theme];
    if (color) document.documentElement.dataset.theme = theme;
    else delete document.documentElement.dataset.theme;
    for (const meta of document.querySelectorAll('meta[name="theme-color"]')) {
      const own = meta.media.includes("dark") ? pageColors.dark : pageColors.light;
      meta.content = color ?? own;
    }
  }

  show();
  addEventListener("storage", show);
  addEventListener("themechosen", show);
})();
