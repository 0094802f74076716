using Aether.Core.Types;
using Aether.Execution.Programs;

namespace Aether.Node.Indexing;

/// <summary>The accounts that one transaction touched, gathered.</summary>
/// <remarks><b>Threads</b>: one. <b>Cost</b>: its memory is used again for the next transaction.</remarks>
internal sealed class TouchedAccounts
{
    private readonly Dictionary<Address, int> _places = [];
    private readonly List<Account> _pool = [];

    /// <summary>Accounts so far.</summary>
    public int Count => _places.Count;

    /// <summary>An account, in the order in which they came.</summary>
    public Address AddressAt(int index) => _pool[index].Address;

    /// <summary>What it had to do with the transaction.</summary>
    public AccountRoles RolesAt(int index) => _pool[index].Roles;

    /// <summary>What it got and gave.</summary>
    public AssetFlow[] FlowsAt(int index) => [.. _pool[index].Flows];

    /// <summary>Begins a transaction.</summary>
    public void Clear() => _places.Clear();

    /// <summary>Adds a role.</summary>
    public void Note(in Address address, AccountRoles role) => Of(address).Roles |= role;

    /// <summary>Adds a role, and units that came with it.</summary>
    public void Received(in Address address, AccountRoles role, in AssetId asset, UInt128 amount) =>
        Of(address).Add(role, asset, amount, 0);

    /// <summary>Adds a role, and units that went with it.</summary>
    public void Gave(in Address address, AccountRoles role, in AssetId asset, UInt128 amount) =>
        Of(address).Add(role, asset, 0, amount);

    private Account Of(in Address address)
    {
        if (_places.TryGetValue(address, out int place))
        {
            return _pool[place];
        }
        place = _places.Count;
        if (place == _pool.Count)
        {
            _pool.Add(new Account());
        }
        _places.Add(address, place);
        _pool[place].Reset(address);
        return _pool[place];
    }

    private sealed class Account
    {
        public Address Address { get; private set; }

        public AccountRoles Roles { get; set; }

        public List<AssetFlow> Flows { get; } = [];

        public void Reset(Address address)
        {
            Address = address;
            Roles = AccountRoles.None;
            Flows.Clear();
        }

        public void Add(AccountRoles role, AssetId asset, UInt128 received, UInt128 given)
        {
            Roles |= role;
            int at = Flows.FindIndex(flow => flow.Asset == asset);
            AssetFlow before = at < 0 ? new AssetFlow(asset, 0, 0) : Flows[at];
            // The same units may go around within a transaction, so a sum may be more than there is.
            AssetFlow after = new(
                asset, PayerSpending.Add(before.In, received), PayerSpending.Add(before.Out, given));
            if (at < 0)
            {
                Flows.Add(after);
            }
            else
            {
                Flows[at] = after;
            }
        }
    }
}
