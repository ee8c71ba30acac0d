export function Wordmark() {
  return (
    <a class="wordmark" href="/">
      <img src="/favicon.svg" alt="" width="28" height="28" />
      Tidepool
    </a>
  );
}
