import type { ComponentChildren } from "preact";
import { mayAs } from "../../../core/contract/may-as.ts";
import type { Me, Role } from "../../../core/contract/people-contract.ts";
import { HubDown } from "../parts/hub-down.tsx";
import { SkeletonLines } from "../parts/skeleton.tsx";
import type { Place } from "./main-nav.tsx";
import { SiteHeader } from "./site-header.tsx";
import { useVisit } from "./use-feed.ts";

interface SignedInPageProps {
  here: Place;
  heading: string;
  /** One sentence below the heading. */
  lead: string;
  needs: Role;
  children: (me: Me) => ComponentChildren;
}

/** A page with its header, shown to those who may see it. */
export function SignedInPage({ here, heading, lead, needs, children }: SignedInPageProps) {
  const { answer, failure, retry } = useVisit();
  const me = answer?.me;
  return (
    <>
      <SiteHeader here={here} />
      <main class="wrap page" id="main" aria-busy={!me && !failure}>
        <header class="page-head">
          <h1>{heading}</h1>
          <p class="muted">{lead}</p>
        </header>
        {me && (mayAs(me.role, needs) ? children(me) : <NotAllowed needs={needs} role={me.role} />)}
        {!me && failure && (
          <HubDown what="What belongs on this page" failure={failure} onRetry={retry} />
        )}
        {!me && !failure && (
          <div class="panel">
            <SkeletonLines count={4} />
          </div>
        )}
      </main>
    </>
  );
}

function NotAllowed({ needs, role }: { needs: Role; role: Role }) {
  return (
    <section class="panel panel-body" data-testid="not-allowed">
      <p>
        <strong>This page needs the role {needs}.</strong> Yours is {role}; an administrator can
        change that.
      </p>
    </section>
  );
}
