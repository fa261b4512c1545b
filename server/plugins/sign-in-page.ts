/** What a browser without the token is shown. */
export const signInPage = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Cellweave</title>
<style>
  :root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif }
  main { max-width: 28rem; margin: 20vh auto 0; padding: 0 1rem }
  input, button { font: inherit; padding: .4rem .6rem }
</style>
<main>
  <h1>Cellweave</h1>
  <p>Open the address that <code>cellweave serve</code> printed, or paste its token here.</p>
  <form method="get">
    <label>Token <input name="token" autocomplete="off" autofocus required></label>
    <button>Open</button>
  </form>
</main>
</html>
`;
