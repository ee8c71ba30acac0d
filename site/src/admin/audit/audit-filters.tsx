import { useState } from "preact/hooks";
import type { AuditFilter } from "../../../../core/contract/audit-contract.ts";
import { type FormText, onSubmitted } from "../../parts/field.tsx";
import { filterOf, timeOfField } from "../../view/audit-query.ts";
import { AuditFilterFields } from "./audit-filter-fields.tsx";

interface AuditFiltersProps {
  filter: AuditFilter;
  /** To choose from; any other can be typed. */
  actions: readonly string[];
  onApply: (filter: AuditFilter) => void;
  onClear: () => void;
}

/** The filters as a form that can be folded away; it says how many are set. */
export function AuditFilters({ filter, actions, onApply, onClear }: AuditFiltersProps) {
  // On a small screen the form would fill it.
  const [isOpen, setOpen] = useState(() => matchMedia("(min-width: 861px)").matches);
  const count = Object.keys(filter).length;
  const submit = onSubmitted((text) => onApply(typedFilter(text)));
  return (
    <search>
      <details
        class="filter-box"
        open={isOpen}
        onToggle={(event) => setOpen(event.currentTarget.open)}
      >
        <summary>{count === 0 ? "Filters" : `Filters (${count} set)`}</summary>
        <form
          class="filters"
          method="post"
          action="/admin/audit"
          onSubmit={submit}
          onChange={sendChoice}
        >
          <AuditFilterFields filter={filter} actions={actions} />
          <div class="form-actions">
            <button type="submit" class="primary">
              Filter
            </button>
            <button type="button" onClick={onClear}>
              Clear
            </button>
          </div>
        </form>
      </details>
    </search>
  );
}

function typedFilter(text: FormText): AuditFilter {
  return filterOf({
    category: text("category"),
    status: text("status"),
    action: text("action"),
    user: text("user"),
    resourceType: text("resourceType"),
    text: text("text"),
    fromMs: timeOfField(text("from")),
    untilMs: timeOfField(text("until")),
  });
}

/** A choice takes effect at once, what is typed when it is sent. */
function sendChoice({ target, currentTarget }: Event): void {
  if (target instanceof HTMLSelectElement) (currentTarget as HTMLFormElement).requestSubmit();
}
