import { SignedInPage } from "../../frame/signed-in-page.tsx";
import { AuditLog } from "./audit-log.tsx";

export function Audit() {
  return (
    <SignedInPage
      here="audit"
      heading="Audit log"
      lead="Who did what, and what was refused. Rows are never changed; each carries the hash of those before it."
      needs="ADMIN"
    >
      {() => <AuditLog />}
    </SignedInPage>
  );
}
