import { useEffect, useState } from "preact/hooks";
import { SimulationBadge } from "../frame/simulation-badge.tsx";
import { Wordmark } from "../frame/wordmark.tsx";
import { door } from "../live/hub-client.ts";
import { type Arrival, arrivalOf, ssoPath } from "./arrival.ts";
import { SignInForm } from "./sign-in-form.tsx";

export function SignIn() {
  const [arrival, setArrival] = useState<Arrival | null>(null);
  useEffect(() => setArrival(arrivalOf(location.search)), []);
  const methods = useMethods();
  return (
    <section class="door-card">
      <div class="door-head">
        <Wordmark />
        {methods?.simulation && <SimulationBadge />}
      </div>
      <h1>Sign in</h1>
      <SignInForm arrival={arrival} />
      {methods?.sso && (
        <>
          <p class="or">or</p>
          <a class="button" href={ssoPath(arrival)}>
            Sign in with SSO
          </a>
        </>
      )}
      {methods?.simulation && (
        <p class="hint">
          This is a demonstration: <code>npm start</code> printed its accounts when it was ready.
        </p>
      )}
    </section>
  );
}

interface Methods {
  sso: boolean;
  simulation: boolean;
}

/** What the hub offers; unknown until it answers, and then the password form is there alone. */
function useMethods(): Methods | null {
  const [methods, setMethods] = useState<Methods | null>(null);
  useEffect(() => {
    door.methods.query().then(setMethods, () => setMethods(null));
  }, []);
  return methods;
}
