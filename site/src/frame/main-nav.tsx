import { mayAs } from "../../../core/contract/may-as.ts";
import type { Role } from "../../../core/contract/people-contract.ts";

export type Place = "dashboard" | "users" | "tokens" | "audit" | "settings";

const links: { place: Place; href: string; text: string; needs: Role }[] = [
  { place: "dashboard", href: "/", text: "Dashboard", needs: "USER" },
  { place: "users", href: "/admin/users", text: "Users", needs: "ADMIN" },
  { place: "tokens", href: "/admin/tokens", text: "Tokens", needs: "ADMIN" },
  { place: "audit", href: "/admin/audit", text: "Audit log", needs: "ADMIN" },
];

/** Where one can go; a page is left out for those who may not see it, or are not known yet. */
export function MainNav({ here, role }: { here: Place; role: Role | null }) {
  const allowed = links.filter(({ needs }) => mayAs(role ?? "USER", needs));
  return (
    <nav class="main-nav" aria-label="Main">
      <ul>
        {allowed.map(({ place, href, text }) => (
          <li key={place}>
            <a href={href} aria-current={place === here ? "page" : undefined}>
              {text}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  );
}
