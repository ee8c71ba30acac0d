import type { Role } from "../../../core/contract/people-contract.ts";
import { SelectField } from "../parts/field.tsx";
import { roles } from "../view/role-words.ts";

interface RoleSelectProps {
  value: Role;
  disabled?: boolean;
  onChange?: (role: Role) => void;
}

/** Field `role`, with what each role may. */
export function RoleSelect({ value, disabled = false, onChange }: RoleSelectProps) {
  return (
    <SelectField
      label="Role"
      name="role"
      value={value}
      disabled={disabled}
      onChange={(role) => onChange?.(role as Role)}
    >
      {roles.map(({ role, may }) => (
        <option key={role} value={role}>
          {role}: {may}
        </option>
      ))}
    </SelectField>
  );
}
