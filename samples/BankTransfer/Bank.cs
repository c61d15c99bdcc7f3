using Microsoft.Data.Sqlite;

namespace BankTransfer;

/// <summary>Accounts in SQLite. Money moves in one transaction, or not at all.</summary>
internal sealed class Bank : IDisposable
{
    private readonly SqliteConnection _database;

    /// <param name="path">The database file; created with its accounts where there is none.</param>
    public Bank(string path)
    {
        _database = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Pooling = false }.ToString());
        _database.Open();
        Execute("""
            create table if not exists account (name text primary key collate nocase, balance integer not null check (balance >= 0));
            create table if not exists transfer (id integer primary key, receiver text not null, amount integer not null);
            insert or ignore into account values ('own', 1000), ('shop', 0);
            """);
    }

    public long Balance(string account) => (long)(Query("select balance from account where name = $name", ("$name", account)) ?? throw new ArgumentException($"There is no account '{account}'."));

    public long Transfers => (long)Query("select count(*) from transfer")!;

    /// <exception cref="InvalidOperationException">The account holds less.</exception>
    public void Transfer(string receiver, int amount)
    {
        using var transaction = _database.BeginTransaction();
        if (amount <= 0 || Balance("own") < amount)
        {
            throw new InvalidOperationException($"{amount} cannot be transferred: the account holds {Balance("own")}.");
        }

        Execute("update account set balance = balance - $amount where name = 'own'", ("$amount", amount));
        Execute("update account set balance = balance + $amount where name = $name", ("$amount", amount), ("$name", receiver));
        Execute("insert into transfer (receiver, amount) values ($name, $amount)", ("$amount", amount), ("$name", receiver));
        transaction.Commit();
    }

    public void Dispose() => _database.Dispose();

    private void Execute(string sql, params (string Name, object Value)[] parameters)
    {
        using var command = Command(sql, parameters);
        command.ExecuteNonQuery();
    }

    private object? Query(string sql, params (string Name, object Value)[] parameters)
    {
        using var command = Command(sql, parameters);
        return command.ExecuteScalar();
    }

    private SqliteCommand Command(string sql, (string Name, object Value)[] parameters)
    {
        var command = _database.CreateCommand();
        command.CommandText = sql;
        foreach (var (name, value) in parameters)
        {
            command.Parameters.AddWithValue(name, value);
        }

        return command;
    }
}
