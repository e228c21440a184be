using LogFunctions.Cli.Sql;

namespace LogFunctions.Tools.Tests.Sql;

public sealed class SqlScriptTests
{
    [Theory]
    [InlineData("select 1", "select 1")]
    [InlineData(" select 1 ;\n", "select 1")]
    [InlineData("select ';' ; select \"a;b\"", "select ';'|select \"a;b\"")]
    [InlineData("select 'it''s; one'", "select 'it''s; one'")]
    [InlineData("-- a; b\nselect 1 /* ; */; -- the end;\n", "-- a; b\nselect 1 /* ; */")]
    [InlineData("-- nothing", "")]
    [InlineData("/* open", "")]
    [InlineData("select 'open;", "select 'open;")]
    public void Split_AnyText_EndsStatementsAtTheirSemicolons(string text, string statements) =>
        Assert.Equal(statements, string.Join('|', SqlScript.Split(text)));
}
