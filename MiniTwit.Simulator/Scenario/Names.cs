namespace MiniTwit.Simulator.Scenario;

/// <summary>What names are made of.</summary>
internal static class Names
{
    public static readonly string[] First =
    [
        "Ada", "Agnes", "Albert", "Alma", "Amir", "Anders", "Anita", "Anton", "Arthur", "Astrid", "Beatrice", "Benjamin", "Birgit", "Bjarne",
        "Camilla", "Carla", "Carsten", "Cecilie", "Charles", "Clara", "Conrad", "Dagny", "Daniel", "Desmond", "Dora", "Edith", "Edward",
        "Elias", "Ella", "Emil", "Erna", "Esther", "Fatima", "Felix", "Finn", "Flora", "Frederik", "Freja", "George", "Gerda", "Grace",
        "Gustav", "Hanne", "Harold", "Hassan", "Helena", "Henry", "Holger", "Ida", "Inger", "Irene", "Isaac", "Ivan", "Jakob", "Jane",
        "Jens", "Johanna", "Josephine", "Julius", "Kaja", "Karen", "Katrine", "Klaus", "Lars", "Laura", "Leila", "Leonora", "Liv", "Louis",
        "Lucas", "Lydia", "Magnus", "Maja", "Malcolm", "Margaret", "Marius", "Martha", "Mathilde", "Mikkel", "Mona", "Nadia", "Niels", "Nora",
        "Olga", "Oliver", "Oscar", "Otto", "Paula", "Peter", "Quentin", "Rasmus", "Rhea", "Rosa", "Ruth", "Samuel", "Sanne", "Sofia", "Stella",
        "Svend", "Sylvia", "Theodor", "Thora", "Tobias", "Ulla", "Valdemar", "Vera", "Victor", "Viola", "Walter", "Wendell", "Yasmin", "Zoe",
    ];

    public static readonly string[] Last =
    [
        "Abel", "Albeck", "Alford", "Andersen", "Asmussen", "Bach", "Barker", "Berdine", "Bertelsen", "Blom", "Bondo", "Brandt", "Bruun",
        "Caneer", "Carlsen", "Christiansen", "Clausen", "Collins", "Dahl", "Dalgaard", "Davidsen", "Dreyer", "Eriksen", "Eskildsen", "Falk",
        "Fischer", "Foster", "Frandsen", "Friis", "Gade", "Graham", "Gregersen", "Hald", "Hammer", "Hansen", "Hartmann", "Hede", "Holm",
        "Hopkins", "Ibsen", "Iversen", "Jacobsen", "Jarvis", "Jensen", "Jepsen", "Juhl", "Kaas", "Keller", "Kirk", "Kjeldsen", "Knudsen",
        "Koch", "Krogh", "Lang", "Larsen", "Lauritsen", "Lind", "Loewe", "Lund", "Madsen", "Malik", "Mercer", "Mikkelsen", "Moeller", "Mortensen",
        "Muro", "Nielsen", "Nissen", "Norgaard", "O'Brien", "Olsen", "Ostergaard", "Parker", "Paulsen", "Pedersen", "Petersen", "Pollan",
        "Poulsen", "Quist", "Rahbek", "Rasmussen", "Ravn", "Reasoner", "Riis", "Rosen", "Schmidt", "Schou", "Simonsen", "Skov", "Steen",
        "Storm", "Svendsen", "Thomsen", "Thorsen", "Toft", "Torp", "Uldall", "Vestergaard", "Vinther", "Wagner", "Warren", "Westh", "Winther",
        "Wolff", "Yarnell", "Young", "Zahle",
    ];
}
