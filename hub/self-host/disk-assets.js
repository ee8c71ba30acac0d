/**
 * Stands in for Cloudflare's assets where workerd serves the hub itself: files of the site's
 * build from a disk service, with the same rules as wrangler.toml's [assets].
 */
const types = {
  css: "text/css; charset=utf-8",
  html: "text/html; charset=utf-8",
  ico: "image/x-icon",
  js: "text/javascript; charset=utf-8",
  json: "application/json",
  png: "image/png",
  svg: "image/svg+xml",
  txt: "text/plain; charset=utf-8",
  webmanifest: "application/manifest+json",
  woff2: "font/woff2",
};

export default {
  async fetch(request, { DISK }) {
    const { pathname } = new URL(request.url);
    const found = await firstFile(DISK, candidates(pathname));
    const file = found ?? (await firstFile(DISK, ["/404.html"]));
    if (!file) return new Response("Not found", { status: 404 });
    return new Response(request.method === "HEAD" ? null : file.body, {
      status: found ? 200 : 404,
      headers: {
        "content-type": types[file.path.split(".").at(-1)] ?? "application/octet-stream",
        "cache-control": file.path.startsWith("/_astro/")
          ? "public, max-age=31536000, immutable"
          : "no-cache",
      },
    });
  },
};

function candidates(pathname) {
  if (pathname.endsWith("/")) return [`${pathname}index.html`];
  return [pathname, `${pathname}.html`, `${pathname}/index.html`];
}

async function firstFile(disk, paths) {
  for (const path of paths) {
    const response = await disk.fetch(`http://disk${path}`);
    // A folder answers with a listing in JSON.
    const isFolder = response.headers.get("content-type")?.startsWith("application/json");
    if (response.ok && !isFolder) return { path, body: response.body };
    await response.body?.cancel();
  }
  return null;
}
