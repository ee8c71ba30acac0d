/** The head of a table; `last` names the column of buttons, for those who do not see it. */
export function TableHead({ columns, last }: { columns: readonly string[]; last: string }) {
  return (
    <thead>
      <tr>
        {columns.map((column) => (
          <th key={column} scope="col">
            {column}
          </th>
        ))}
        <th scope="col">
          <span class="sr-only">{last}</span>
        </th>
      </tr>
    </thead>
  );
}
