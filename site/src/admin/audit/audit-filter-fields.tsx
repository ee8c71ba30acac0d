import { useId } from "preact/hooks";
import type { AuditFilter } from "../../../../core/contract/audit-contract.ts";
import { mostFilterCharacters } from "../../../../core/contract/limits.ts";
import { SelectField, TextField } from "../../parts/field.tsx";
import { categories, fieldOfTime } from "../../view/audit-query.ts";

interface AuditFilterFieldsProps {
  filter: AuditFilter;
  /** To choose from; any other can be typed. */
  actions: readonly string[];
}

/** A field for everything that a filter can have, as the filter has it now. */
export function AuditFilterFields({ filter, actions }: AuditFilterFieldsProps) {
  return (
    <>
      <Choices filter={filter} />
      <ActionField value={filter.action} actions={actions} />
      <FilterText label="User (email or id)" name="user" value={filter.user} />
      <FilterText label="Resource type" name="resourceType" value={filter.resourceType} />
      <TimeField label="From" name="from" atMs={filter.fromMs} />
      <TimeField label="Until" name="until" atMs={filter.untilMs} />
      <FilterText label="Text" name="text" type="search" value={filter.text} />
    </>
  );
}

function Choices({ filter }: { filter: AuditFilter }) {
  return (
    <>
      <SelectField label="Category" name="category" value={filter.category ?? ""}>
        <option value="">All</option>
        {Object.entries(categories).map(([category, words]) => (
          <option key={category} value={category}>
            {category}: {words}
          </option>
        ))}
      </SelectField>
      <SelectField label="Status" name="status" value={filter.status ?? ""}>
        <option value="">All</option>
        <option value="SUCCESS">Success</option>
        <option value="FAILURE">Failure</option>
      </SelectField>
    </>
  );
}

interface ActionFieldProps {
  value: string | undefined;
  actions: AuditFilterFieldsProps["actions"];
}

function ActionField({ value, actions }: ActionFieldProps) {
  const listId = useId();
  return (
    <>
      <FilterText label="Action" name="action" value={value} list={listId} />
      <datalist id={listId}>
        {actions.map((action) => (
          <option key={action} value={action} />
        ))}
      </datalist>
    </>
  );
}

interface FilterTextProps {
  label: string;
  name: string;
  value: string | undefined;
  type?: "search";
  /** The id of what can be chosen. */
  list?: string;
}

function FilterText({ value = "", ...field }: FilterTextProps) {
  return <TextField {...field} defaultValue={value} maxLength={mostFilterCharacters} />;
}

interface TimeFieldProps {
  label: string;
  name: string;
  atMs: number | undefined;
}

function TimeField({ label, name, atMs }: TimeFieldProps) {
  return (
    <TextField label={label} name={name} type="datetime-local" defaultValue={fieldOfTime(atMs)} />
  );
}
